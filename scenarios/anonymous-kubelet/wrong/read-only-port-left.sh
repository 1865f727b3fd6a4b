# The front door is locked. The second server on 10255 is still there.
set -e
sed -i \
  -e '/anonymous:/,/enabled:/s/enabled: true/enabled: false/' \
  -e 's/mode: AlwaysAllow/mode: Webhook/' \
  var/lib/kubelet/config.yaml

systemctl restart kubelet
wait-for 60 curl -sk -o /dev/null "https://$NODE_ADDRESS:$KUBELET_PORT/healthz"
wait-for 60 kubectl get --raw /readyz
