# The vault is strict now. Nobody told the client.
set -e
kubectl -n vault patch deployment vault --type=json -p '[
  {"op": "add", "path": "/spec/template/spec/containers/0/args/-", "value": "--audience=vaultish"}]'
kubectl -n vault rollout status deployment vault --timeout=60s
