# Keep the ClusterRole, with rules worth keeping, so that other namespaces can use it
# too; a RoleBinding says where it holds.
set -e
kubectl patch clusterrole deploy-everything --type=json -p '[
  {"op": "replace", "path": "/rules", "value": [
    {"apiGroups": ["apps"], "resources": ["deployments"], "verbs": ["get", "list", "watch", "create", "update", "patch"]},
    {"apiGroups": [""], "resources": ["pods", "pods/log"], "verbs": ["get", "list", "watch"]}
  ]}
]'
kubectl -n payments create rolebinding deploy-bot --clusterrole=deploy-everything --serviceaccount=payments:deploy-bot
kubectl delete clusterrolebinding deploy-bot
