# The role that is bound already gets the logs. The board holds it, too.
set -e
kubectl -n shop patch role pod-viewer --type=json -p '[{"op": "add", "path": "/rules/0/resources/-", "value": "pods/log"}]'
kubectl -n shop patch rolebinding read-logs --type=json -p '[
  {"op": "replace", "path": "/subjects/2", "value": {"kind": "ServiceAccount", "name": "log-shipper", "namespace": "shop"}}
]'
kubectl -n shop delete rolebinding read-logs-2 read-logs-3
