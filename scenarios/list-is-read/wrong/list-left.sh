# get and watch are gone: "now it really can only list".
set -e
kubectl patch clusterrole inventory-counter --type=merge -p '{"rules": [
  {"apiGroups": [""], "resources": ["secrets"], "verbs": ["list"]},
  {"apiGroups": [""], "resources": ["pods", "services"], "verbs": ["list", "watch"]},
  {"apiGroups": ["apps"], "resources": ["deployments"], "verbs": ["list", "watch"]}
]}'
kubectl -n inventory patch role counter --type=merge -p '{"rules": [
  {"apiGroups": [""], "resources": ["secrets"], "resourceNames": ["upload"], "verbs": ["get"]},
  {"apiGroups": [""], "resources": ["configmaps"], "verbs": ["get"]}
]}'
