# Both sides have an audience now, and not the same.
set -e
kubectl -n shop patch deployment client --type=json -p '[
  {"op": "add", "path": "/spec/template/spec/volumes", "value": [{"name": "vault-token", "projected": {"sources": [
    {"serviceAccountToken": {"audience": "vault", "expirationSeconds": 600, "path": "token"}}]}}]},
  {"op": "add", "path": "/spec/template/spec/containers/0/volumeMounts", "value": [{"name": "vault-token", "mountPath": "/var/run/secrets/vault", "readOnly": true}]},
  {"op": "replace", "path": "/spec/template/spec/containers/0/args/3", "value": "--token-file=/var/run/secrets/vault/token"}]'
kubectl -n shop rollout status deployment client --timeout=60s
kubectl -n vault patch deployment vault --type=json -p '[
  {"op": "add", "path": "/spec/template/spec/containers/0/args/-", "value": "--audience=vaultish"}]'
kubectl -n vault rollout status deployment vault --timeout=60s
