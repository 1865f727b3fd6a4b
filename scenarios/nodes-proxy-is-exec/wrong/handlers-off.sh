# No exec for the collector, because there is no exec for anybody.
set -e
sed -i '/^enableDebuggingHandlers:/d' var/lib/kubelet/config.yaml
echo 'enableDebuggingHandlers: false' >> var/lib/kubelet/config.yaml
systemctl restart kubelet
wait-for 60 curl -sk -o /dev/null "https://$NODE_ADDRESS:$KUBELET_PORT/healthz"
wait-for 60 kubectl get --raw /readyz
