# No binding is replaced: the rules of the second attempt become what they were meant to
# be, and the first binding learns who the shipper is.
set -e
kubectl -n shop patch role log-reader-2 --type=merge \
  -p '{"rules": [{"apiGroups": [""], "resources": ["pods/log"], "verbs": ["get"]}]}'
kubectl -n shop patch rolebinding read-logs --type=json -p '[
  {"op": "replace", "path": "/subjects/2", "value": {"kind": "ServiceAccount", "name": "log-shipper", "namespace": "shop"}}
]'
kubectl -n shop delete rolebinding read-logs-3
kubectl -n shop delete role log-reader
