# A right file, and a flag removed that looked like another way in without an account.
set -e
. /scenario/files/configuration.sh
sed -i '/--enable-bootstrap-token-auth/d' etc/kubernetes/manifests/kube-apiserver.yaml
. /scenario/files/use.sh
