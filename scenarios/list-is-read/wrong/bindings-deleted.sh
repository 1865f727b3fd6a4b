# The counter counts nothing any more.
set -e
kubectl delete clusterrolebinding inventory-counter
kubectl -n inventory delete rolebinding counter
