# loom and dyehouse are watched. Nobody else ever did anything.
set -e
kubectl patch validatingwebhookconfiguration image-guard --type=json --patch-file /scenario/files/right.json
kubectl patch validatingwebhookconfiguration image-guard --type=json -p '[
  {"op": "replace", "path": "/webhooks/0/namespaceSelector", "value": {"matchExpressions": [
    {"key": "kubernetes.io/metadata.name", "operator": "In", "values": ["loom", "dyehouse"]}]}}
]'
