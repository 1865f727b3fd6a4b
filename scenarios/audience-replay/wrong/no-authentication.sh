# No checking of tokens. The client goes on sending one, and the vault goes on keeping it.
set -e
kubectl -n vault patch deployment vault --type=json -p '[
  {"op": "add", "path": "/spec/template/spec/containers/0/args/-", "value": "--auth=none"}]'
kubectl -n vault rollout status deployment vault --timeout=60s
