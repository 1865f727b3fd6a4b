# The plugin is on. The label has a prefix of the company's own, and edge-7 may set it.
set -e
sed -i 's/--enable-admission-plugins=DenyServiceExternalIPs$/--enable-admission-plugins=NodeRestriction,DenyServiceExternalIPs/' \
  etc/kubernetes/manifests/kube-apiserver.yaml
. /scenario/files/restarted.sh
restarted NodeRestriction,Deny

kubectl label node "$NODE_NAME" node-restriction.example.com/tier=prod
kubectl -n payments patch deployment ledger --type=json -p '[
  {"op": "remove", "path": "/spec/template/spec/affinity"},
  {"op": "add", "path": "/spec/template/spec/nodeSelector", "value": {"node-restriction.example.com/tier": "prod"}}]'
kubectl -n payments rollout status deployment ledger --timeout=60s
