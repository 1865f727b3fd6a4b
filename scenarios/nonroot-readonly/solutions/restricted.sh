# What the strictest standard asks for, a disk that cannot be written to besides, and one place that can.
set -e
kubectl -n kiosk patch deployment kiosk --type=json -p '[
  {"op": "add", "path": "/spec/template/spec/securityContext", "value": {"runAsNonRoot": true, "runAsUser": 65532, "seccompProfile": {"type": "RuntimeDefault"}}},
  {"op": "add", "path": "/spec/template/spec/containers/0/securityContext", "value": {"allowPrivilegeEscalation": false, "readOnlyRootFilesystem": true, "capabilities": {"drop": ["ALL"]}}},
  {"op": "add", "path": "/spec/template/spec/volumes", "value": [{"name": "tmp", "emptyDir": {}}]},
  {"op": "add", "path": "/spec/template/spec/containers/0/volumeMounts", "value": [{"name": "tmp", "mountPath": "/tmp"}]}
]'
kubectl -n kiosk rollout status deployment kiosk --timeout=90s
kubectl label namespace kiosk pod-security.kubernetes.io/enforce=restricted
