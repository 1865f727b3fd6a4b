# A token that may do nothing is no loot. The client needed the right.
set -e
kubectl -n shop delete rolebinding client
