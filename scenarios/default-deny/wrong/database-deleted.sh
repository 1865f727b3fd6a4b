# What is gone cannot be reached.
set -e
kubectl -n shop delete statefulset db
kubectl -n shop wait --for=delete pod/db-0 --timeout=60s
