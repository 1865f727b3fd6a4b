# The plugin that had taken the place is now itself replaced.
set -e
sed -i 's/--enable-admission-plugins=DenyServiceExternalIPs$/--enable-admission-plugins=NodeRestriction/' \
  etc/kubernetes/manifests/kube-apiserver.yaml
. /scenario/files/restarted.sh
restarted plugins=NodeRestriction

kubectl label node "$NODE_NAME" node-restriction.kubernetes.io/tier=prod
kubectl -n payments patch deployment ledger --type=json -p '[
  {"op": "remove", "path": "/spec/template/spec/affinity"},
  {"op": "add", "path": "/spec/template/spec/nodeSelector", "value": {"node-restriction.kubernetes.io/tier": "prod"}}]'
kubectl -n payments rollout status deployment ledger --timeout=60s
