# The role stays where it is and names what the collector asks a kubelet for.
set -e
kubectl patch clusterrole collector --type=json -p '[
  {"op": "replace", "path": "/rules/0/resources", "value": ["nodes", "services", "endpoints", "pods"]},
  {"op": "add", "path": "/rules/-", "value": {
    "apiGroups": [""], "verbs": ["get"],
    "resources": ["nodes/metrics", "nodes/stats", "nodes/pods", "nodes/healthz"]}}]'
