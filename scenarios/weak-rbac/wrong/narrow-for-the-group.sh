# The right rules in the right namespace, for every ServiceAccount of that namespace.
set -e
kubectl patch clusterrole deploy-everything --type=json -p '[
  {"op": "replace", "path": "/rules", "value": [
    {"apiGroups": ["apps"], "resources": ["deployments"], "verbs": ["create", "get", "list", "patch"]},
    {"apiGroups": [""], "resources": ["pods", "pods/log"], "verbs": ["get", "list"]}
  ]}
]'
kubectl -n payments create rolebinding deploy-bot --clusterrole=deploy-everything --group=system:serviceaccounts:payments
kubectl delete clusterrolebinding deploy-bot
