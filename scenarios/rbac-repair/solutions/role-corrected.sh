# The Role gets its one letter less, and a binding of its own. New first, then the old away.
set -e
kubectl -n shop patch role log-reader --type=json -p '[{"op": "replace", "path": "/rules/1/resources", "value": ["pods/log"]}]'
kubectl -n shop create rolebinding log-readers --role=log-reader --user=mira --user=jonas --serviceaccount=shop:log-shipper
kubectl -n shop delete rolebinding read-logs read-logs-2 read-logs-3
kubectl -n shop delete role log-reader-2
