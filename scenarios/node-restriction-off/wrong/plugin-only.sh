# edge-7 may not touch others any more. It may still say that it is no edge machine.
set -e
sed -i 's/--enable-admission-plugins=DenyServiceExternalIPs$/--enable-admission-plugins=NodeRestriction,DenyServiceExternalIPs/' \
  etc/kubernetes/manifests/kube-apiserver.yaml
. /scenario/files/restarted.sh
restarted NodeRestriction,Deny
