set -e
sed -i 's/--enable-admission-plugins=DenyServiceExternalIPs$/--enable-admission-plugins=NodeRestriction,DenyServiceExternalIPs/' \
  etc/kubernetes/manifests/kube-apiserver.yaml
. /scenario/files/restarted.sh
restarted NodeRestriction,Deny

kubectl -n payments delete deployment ledger
kubectl -n payments wait --for=delete pod -l app=ledger --timeout=60s
