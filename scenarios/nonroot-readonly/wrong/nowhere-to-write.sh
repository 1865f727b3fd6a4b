# All that is asked for, and no place for the orders.
set -e
kubectl -n kiosk patch deployment kiosk --type=json -p '[
  {"op": "add", "path": "/spec/template/spec/securityContext", "value": {"runAsNonRoot": true, "runAsUser": 65532, "seccompProfile": {"type": "RuntimeDefault"}}},
  {"op": "add", "path": "/spec/template/spec/containers/0/securityContext", "value": {"allowPrivilegeEscalation": false, "readOnlyRootFilesystem": true, "capabilities": {"drop": ["ALL"]}}}
]'
kubectl -n kiosk rollout status deployment kiosk --timeout=90s
kubectl label namespace kiosk pod-security.kubernetes.io/enforce=restricted
