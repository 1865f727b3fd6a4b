# The large right is gone, and nothing works.
set -e
kubectl -n shop delete rolebinding read-logs-3
