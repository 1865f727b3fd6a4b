# The roles stay, with less in them.
set -e
kubectl patch clusterrole inventory-counter --type=json -p '[
  {"op": "replace", "path": "/rules/0/resources", "value": ["pods", "services"]}
]'
kubectl -n inventory patch role counter --type=merge -p '{"rules": [
  {"apiGroups": [""], "resources": ["secrets"], "resourceNames": ["upload"], "verbs": ["get"]},
  {"apiGroups": [""], "resources": ["configmaps"], "resourceNames": ["secret-count"], "verbs": ["get"]}
]}'
