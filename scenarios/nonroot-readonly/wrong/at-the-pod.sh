# Three fields that a container has, written where the pod's are. The API server warns, and forgets them.
set -e
kubectl -n kiosk patch deployment kiosk -p '{"spec": {"template": {"spec": {"securityContext": {
  "runAsNonRoot": true, "runAsUser": 65532, "seccompProfile": {"type": "RuntimeDefault"},
  "allowPrivilegeEscalation": false, "readOnlyRootFilesystem": true, "capabilities": {"drop": ["ALL"]}}}}}}'
kubectl -n kiosk rollout status deployment kiosk --timeout=90s
