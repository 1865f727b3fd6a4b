# Controllers do only what they are told, so they need not be watched.
set -e
kubectl patch validatingwebhookconfiguration image-guard --type=json --patch-file /scenario/files/right.json
kubectl patch validatingwebhookconfiguration image-guard --type=json -p '[
  {"op": "add", "path": "/webhooks/0/matchConditions", "value": [
    {"name": "people", "expression": "!request.userInfo.username.startsWith(\"system:serviceaccount:kube-system:\")"}]}
]'
