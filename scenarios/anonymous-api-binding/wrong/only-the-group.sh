# Found by searching for the group. The other one names the user.
set -e
kubectl patch clusterrolebinding cluster-view --type=merge -p '{"subjects": [
  {"apiGroup": "rbac.authorization.k8s.io", "kind": "Group", "name": "support"}
]}'
