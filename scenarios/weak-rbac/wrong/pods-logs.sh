# One letter too many: pods/logs is no resource. RBAC takes it, and it matches nothing.
set -e
kubectl patch clusterrole deploy-everything --type=json -p '[
  {"op": "replace", "path": "/rules", "value": [
    {"apiGroups": ["apps"], "resources": ["deployments"], "verbs": ["create", "get", "list", "patch"]},
    {"apiGroups": [""], "resources": ["pods", "pods/logs"], "verbs": ["get", "list"]}
  ]}
]'
kubectl -n payments create rolebinding deploy-bot --clusterrole=deploy-everything --serviceaccount=payments:deploy-bot
kubectl delete clusterrolebinding deploy-bot
