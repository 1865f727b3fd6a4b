# Nothing left to break into.
set -e
kubectl -n shop delete statefulset checkout
kubectl -n shop delete service checkout
kubectl -n shop wait --for=delete pod/checkout-0 --timeout=60s
