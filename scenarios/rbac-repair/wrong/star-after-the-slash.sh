# pods/* looks like "pods and everything below", and is granted to all three.
set -e
kubectl -n shop patch role log-reader --type=json -p '[{"op": "replace", "path": "/rules/1/resources", "value": ["pods/*"]}]'
kubectl -n shop create rolebinding log-readers --role=log-reader --user=mira --user=jonas --serviceaccount=shop:log-shipper
kubectl -n shop delete rolebinding read-logs read-logs-2 read-logs-3
