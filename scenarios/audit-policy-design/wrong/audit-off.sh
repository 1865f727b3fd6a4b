# A log that holds passwords is a risk, so there is none.
set -e
sed -i '/--audit-/d' etc/kubernetes/manifests/kube-apiserver.yaml
. /scenario/files/restart.sh
