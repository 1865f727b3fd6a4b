# The name sounds right: it is what the API server itself uses, and it may do everything.
set -e
kubectl patch clusterrole collector --type=json -p '[
  {"op": "replace", "path": "/rules/0/resources", "value": ["nodes", "services", "endpoints", "pods"]}]'
kubectl create clusterrolebinding collector-kubelets --clusterrole=system:kubelet-api-admin --serviceaccount=monitoring:collector
