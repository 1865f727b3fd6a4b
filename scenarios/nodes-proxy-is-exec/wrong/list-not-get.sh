# If get is the trouble, list and watch must be harmless. They are: nothing of the
# kubelet's is ever asked for with them, /pods and /healthz neither.
set -e
kubectl patch clusterrole collector --type=json -p '[
  {"op": "replace", "path": "/rules/0/resources", "value": ["nodes", "nodes/metrics", "nodes/stats", "services", "endpoints", "pods"]},
  {"op": "add", "path": "/rules/-", "value": {"apiGroups": [""], "verbs": ["list", "watch"], "resources": ["nodes/proxy"]}}]'
