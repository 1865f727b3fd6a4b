# The client has a harmless token. The vault asks whether it is good for the API server.
set -e
kubectl -n shop patch deployment client --type=json -p '[
  {"op": "add", "path": "/spec/template/spec/volumes", "value": [{"name": "vault-token", "projected": {"sources": [
    {"serviceAccountToken": {"audience": "vaultish", "expirationSeconds": 600, "path": "token"}}]}}]},
  {"op": "add", "path": "/spec/template/spec/containers/0/volumeMounts", "value": [{"name": "vault-token", "mountPath": "/var/run/secrets/vault", "readOnly": true}]},
  {"op": "replace", "path": "/spec/template/spec/containers/0/args/3", "value": "--token-file=/var/run/secrets/vault/token"}]'
kubectl -n shop rollout status deployment client --timeout=60s
