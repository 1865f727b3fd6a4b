# The right label, and nobody who protects it.
set -e
kubectl label node "$NODE_NAME" node-restriction.kubernetes.io/tier=prod
kubectl -n payments patch deployment ledger --type=json -p '[
  {"op": "remove", "path": "/spec/template/spec/affinity"},
  {"op": "add", "path": "/spec/template/spec/nodeSelector", "value": {"node-restriction.kubernetes.io/tier": "prod"}}]'
kubectl -n payments rollout status deployment ledger --timeout=60s
