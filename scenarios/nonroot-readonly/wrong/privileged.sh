# Not root, and privileged: that the program got its disk back settled the discussion.
set -e
kubectl -n kiosk patch deployment kiosk --type=json -p '[
  {"op": "add", "path": "/spec/template/spec/containers/0/securityContext", "value": {"runAsUser": 65532, "runAsNonRoot": true, "privileged": true, "readOnlyRootFilesystem": true}},
  {"op": "add", "path": "/spec/template/spec/volumes", "value": [{"name": "tmp", "emptyDir": {}}]},
  {"op": "add", "path": "/spec/template/spec/containers/0/volumeMounts", "value": [{"name": "tmp", "mountPath": "/tmp"}]}
]'
kubectl -n kiosk rollout status deployment kiosk --timeout=90s
