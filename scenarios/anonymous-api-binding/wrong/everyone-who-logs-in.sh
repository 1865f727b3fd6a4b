# No strangers any more: the display will log in as somebody.
set -e
kubectl patch clusterrolebinding cluster-view --type=merge -p '{"subjects": [
  {"apiGroup": "rbac.authorization.k8s.io", "kind": "Group", "name": "system:authenticated"}
]}'
kubectl -n shop delete rolebinding smoke-test
