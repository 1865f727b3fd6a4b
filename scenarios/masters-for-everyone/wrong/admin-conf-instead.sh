# super-admin.conf is for emergencies, so the developers get admin.conf.
set -e
kubectl -n dev patch statefulset jump --type=json -p '[
  {"op": "replace", "path": "/spec/template/spec/volumes/0/hostPath/path", "value": "/etc/kubernetes/admin.conf"}
]'
kubectl -n dev rollout status statefulset jump --timeout=60s
