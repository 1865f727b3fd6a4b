# The kubelet without its server: the node stays Ready, but logs, exec and metrics are gone.
set -e
sed -i \
  -e 's/^readOnlyPort: .*/readOnlyPort: 0/' \
  -e '/^enableServer:/d' \
  var/lib/kubelet/config.yaml
echo 'enableServer: false' >> var/lib/kubelet/config.yaml

systemctl restart kubelet
wait-for 60 sh -c "! curl -sk -o /dev/null https://$NODE_ADDRESS:$KUBELET_PORT/healthz"
wait-for 60 kubectl get --raw /readyz
