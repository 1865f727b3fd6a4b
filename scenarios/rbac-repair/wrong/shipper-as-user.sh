# Right rules, and a subject that is nobody.
set -e
kubectl -n shop patch role log-reader --type=json -p '[{"op": "replace", "path": "/rules/1/resources", "value": ["pods/log"]}]'
kubectl -n shop create rolebinding log-readers --role=log-reader --user=mira --user=jonas --user=log-shipper
kubectl -n shop delete rolebinding read-logs read-logs-2 read-logs-3
