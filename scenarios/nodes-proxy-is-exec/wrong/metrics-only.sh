# The proxy right gone, and what it had been given for as well.
set -e
kubectl patch clusterrole collector --type=json -p '[
  {"op": "replace", "path": "/rules/0/resources", "value": ["nodes", "nodes/metrics", "nodes/stats", "services", "endpoints", "pods"]}]'
