# The kubelet has a default now, for containers that start from now on.
set -e
sed -i -e '/^seccompDefault:/d' var/lib/kubelet/config.yaml
echo 'seccompDefault: true' >> var/lib/kubelet/config.yaml
systemctl restart kubelet
wait-for 60 curl -sk -o /dev/null "https://$NODE_ADDRESS:$KUBELET_PORT/healthz"
wait-for 60 kubectl get --raw /readyz
sh /scenario/files/thumbs-and-parser.sh
