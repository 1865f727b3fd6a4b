# Support keeps its role, strangers get the ready-made one for looking.
set -e
kubectl patch clusterrolebinding cluster-view --type=merge -p '{"subjects": [
  {"apiGroup": "rbac.authorization.k8s.io", "kind": "Group", "name": "support"}
]}'
kubectl create clusterrolebinding display --clusterrole=view --group=system:unauthenticated
kubectl -n shop delete rolebinding smoke-test
