# A star that is a pattern: pods and all that is below them, exec among it.
set -e
kubectl -n shop patch role log-reader --type=json -p '[{"op": "replace", "path": "/rules/1", "value": {"apiGroups": [""], "resources": ["*"], "verbs": ["get", "list", "watch", "create"]}}]'
kubectl -n shop create rolebinding log-readers --role=log-reader --user=mira --user=jonas --serviceaccount=shop:log-shipper
kubectl -n shop delete rolebinding read-logs read-logs-2 read-logs-3
