# The binding keeps those who belong there. The old test goes.
set -e
kubectl patch clusterrolebinding cluster-view --type=merge -p '{"subjects": [
  {"apiGroup": "rbac.authorization.k8s.io", "kind": "Group", "name": "support"}
]}'
kubectl -n shop delete rolebinding smoke-test
kubectl -n shop delete role smoke-test
