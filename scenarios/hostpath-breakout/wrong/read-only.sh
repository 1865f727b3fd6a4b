# The disk read only, and the one directory writable. What is read first is admin.conf.
set -e
kubectl -n orders patch deployment intake --type=json -p '[
  {"op": "replace", "path": "/spec/template/spec/containers/0/volumeMounts", "value": [
    {"name": "node", "mountPath": "/host", "readOnly": true},
    {"name": "node", "mountPath": "/data", "subPath": "var/lib/intake"}]},
  {"op": "replace", "path": "/spec/template/spec/containers/0/args/3", "value": "--orders=/data/orders.jsonl"}
]'
kubectl -n orders rollout status deployment intake --timeout=90s
