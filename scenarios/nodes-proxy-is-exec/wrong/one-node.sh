# The right is confined to the one node there is. The shop runs on it.
set -e
kubectl patch clusterrole collector --type=json -p '[
  {"op": "replace", "path": "/rules/0/resources", "value": ["nodes", "nodes/metrics", "nodes/stats", "services", "endpoints", "pods"]},
  {"op": "add", "path": "/rules/-", "value": {"apiGroups": [""], "verbs": ["get"], "resources": ["nodes/proxy"], "resourceNames": ["'"$NODE_NAME"'"]}}]'
