# What leaked is gone, and so is the shop. The kubelet still answers anyone.
set -e
kubectl -n shop delete statefulset checkout
kubectl -n shop wait --for=delete pod/checkout-0 --timeout=90s
