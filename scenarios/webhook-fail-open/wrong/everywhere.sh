# No exemption for anyone.
set -e
kubectl patch validatingwebhookconfiguration image-guard --type=json -p '[
  {"op": "replace", "path": "/webhooks/0/failurePolicy", "value": "Fail"},
  {"op": "replace", "path": "/webhooks/0/timeoutSeconds", "value": 5},
  {"op": "remove", "path": "/webhooks/0/namespaceSelector"}
]'
