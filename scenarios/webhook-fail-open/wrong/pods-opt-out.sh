# Exceptions are made for single pods now, by a label on the pod.
set -e
kubectl patch validatingwebhookconfiguration image-guard --type=json --patch-file /scenario/files/right.json
kubectl patch validatingwebhookconfiguration image-guard --type=json -p '[
  {"op": "replace", "path": "/webhooks/0/objectSelector", "value": {"matchExpressions": [
    {"key": "guard.example.com/skip", "operator": "DoesNotExist"}]}}
]'
