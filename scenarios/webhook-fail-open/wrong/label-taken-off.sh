# Nobody wears the label any more. Until somebody does.
set -e
kubectl label namespace dyehouse guard.example.com/skip-
kubectl patch validatingwebhookconfiguration image-guard --type=json -p '[
  {"op": "replace", "path": "/webhooks/0/failurePolicy", "value": "Fail"},
  {"op": "replace", "path": "/webhooks/0/timeoutSeconds", "value": 5},
  {"op": "add", "path": "/webhooks/0/namespaceSelector/matchExpressions/-", "value":
    {"key": "kubernetes.io/metadata.name", "operator": "NotIn", "values": ["kube-system", "guard"]}}
]'
