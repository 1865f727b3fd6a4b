# Without the Node authorizer a node's credentials are worth nothing, and neither are the
# good node's.
set -e
kubectl label node "$NODE_NAME" node-restriction.kubernetes.io/tier=prod
kubectl -n payments patch deployment ledger --type=json -p '[
  {"op": "remove", "path": "/spec/template/spec/affinity"},
  {"op": "add", "path": "/spec/template/spec/nodeSelector", "value": {"node-restriction.kubernetes.io/tier": "prod"}}]'
kubectl -n payments rollout status deployment ledger --timeout=60s

sed -i 's/--authorization-mode=Node,RBAC$/--authorization-mode=RBAC/' etc/kubernetes/manifests/kube-apiserver.yaml
. /scenario/files/restarted.sh
wait-for 60 sh -c '! kubectl auth can-i update nodes --as=system:node:edge-7 --as-group=system:nodes -q'
wait-for 60 kubectl get --raw /readyz
