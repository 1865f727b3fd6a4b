# The right rules for the right ServiceAccount, by a binding that reaches every namespace.
set -e
kubectl patch clusterrole deploy-everything --type=json -p '[
  {"op": "replace", "path": "/rules", "value": [
    {"apiGroups": ["apps"], "resources": ["deployments"], "verbs": ["create", "get", "list", "patch"]},
    {"apiGroups": [""], "resources": ["pods", "pods/log"], "verbs": ["get", "list"]}
  ]}
]'
kubectl delete clusterrolebinding deploy-bot
kubectl create clusterrolebinding deploy-bot --clusterrole=deploy-everything --serviceaccount=payments:deploy-bot
