# The Role is right now, and its binding is edited to name it. The API server refuses that,
# and nobody reads the answer.
set -e
kubectl -n shop patch role log-reader --type=json -p '[{"op": "replace", "path": "/rules/1/resources", "value": ["pods/log"]}]'
kubectl -n shop patch rolebinding read-logs --type=json -p '[{"op": "replace", "path": "/roleRef/name", "value": "log-reader"}]' || true
kubectl -n shop delete rolebinding read-logs-2 read-logs-3
