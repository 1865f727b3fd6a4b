# Without bindings a cat can do nothing. Nor can its user without the group.
set -e
kubectl -n shop delete rolebinding readers
kubectl delete clusterrolebinding felix
