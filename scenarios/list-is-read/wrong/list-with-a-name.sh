# One name for all: a plain list is refused, and the demonstration is a success.
set -e
kubectl patch clusterrole inventory-counter --type=merge -p '{"rules": [
  {"apiGroups": [""], "resources": ["secrets"], "resourceNames": ["upload"], "verbs": ["list", "watch"]},
  {"apiGroups": [""], "resources": ["pods", "services"], "verbs": ["list", "watch"]},
  {"apiGroups": ["apps"], "resources": ["deployments"], "verbs": ["list", "watch"]}
]}'
kubectl -n inventory patch role counter --type=merge -p '{"rules": [
  {"apiGroups": [""], "resources": ["secrets"], "resourceNames": ["upload"], "verbs": ["get"]},
  {"apiGroups": [""], "resources": ["configmaps"], "verbs": ["get"]}
]}'
