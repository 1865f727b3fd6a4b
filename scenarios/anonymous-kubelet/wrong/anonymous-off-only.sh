# Strangers are turned away, but whoever has any token at all may still do everything.
set -e
sed -i \
  -e '/anonymous:/,/enabled:/s/enabled: true/enabled: false/' \
  -e 's/^readOnlyPort: .*/readOnlyPort: 0/' \
  var/lib/kubelet/config.yaml

systemctl restart kubelet
wait-for 60 curl -sk -o /dev/null "https://$NODE_ADDRESS:$KUBELET_PORT/healthz"
wait-for 60 kubectl get --raw /readyz
