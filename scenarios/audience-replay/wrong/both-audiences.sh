# So that nothing breaks while the clients change over. None has.
set -e
kubectl -n vault patch deployment vault --type=json -p '[
  {"op": "add", "path": "/spec/template/spec/containers/0/args/-", "value": "--audience=vaultish,https://kubernetes.default.svc.cluster.local"}]'
kubectl -n vault rollout status deployment vault --timeout=60s
