# No ClusterRoleBinding for Secrets any more: a RoleBinding in each namespace instead.
set -e
kubectl create clusterrole secret-lister --verb=list --resource=secrets
for namespace in shop inventory; do
  kubectl -n $namespace create rolebinding secret-lister --clusterrole=secret-lister --serviceaccount=inventory:counter
done
kubectl patch clusterrole inventory-counter --type=json -p '[
  {"op": "replace", "path": "/rules/0/resources", "value": ["pods", "services"]}
]'
kubectl -n inventory patch role counter --type=merge -p '{"rules": [
  {"apiGroups": [""], "resources": ["secrets"], "resourceNames": ["upload"], "verbs": ["get"]},
  {"apiGroups": [""], "resources": ["configmaps"], "verbs": ["get"]}
]}'
