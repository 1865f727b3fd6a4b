# The file is right. The kubelet has not read it.
set -e
sed -i \
  -e '/anonymous:/,/enabled:/s/enabled: true/enabled: false/' \
  -e 's/mode: AlwaysAllow/mode: Webhook/' \
  -e 's/^readOnlyPort: .*/readOnlyPort: 0/' \
  var/lib/kubelet/config.yaml
