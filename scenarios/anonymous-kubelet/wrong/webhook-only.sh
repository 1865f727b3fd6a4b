# Rights are looked at now, but a stranger still counts as somebody: system:anonymous.
set -e
sed -i \
  -e 's/mode: AlwaysAllow/mode: Webhook/' \
  -e 's/^readOnlyPort: .*/readOnlyPort: 0/' \
  var/lib/kubelet/config.yaml

systemctl restart kubelet
wait-for 60 curl -sk -o /dev/null "https://$NODE_ADDRESS:$KUBELET_PORT/healthz"
wait-for 60 kubectl get --raw /readyz
