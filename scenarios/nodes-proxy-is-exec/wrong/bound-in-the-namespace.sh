# Narrow rights, and narrowly bound. But nodes are in no namespace.
set -e
kubectl patch clusterrole collector --type=json -p '[
  {"op": "replace", "path": "/rules/0/resources", "value": ["nodes", "nodes/metrics", "nodes/stats", "nodes/pods", "nodes/healthz", "services", "endpoints", "pods"]}]'
kubectl create rolebinding collector -n monitoring --clusterrole=collector --serviceaccount=monitoring:collector
kubectl delete clusterrolebinding collector
