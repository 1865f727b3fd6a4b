# Both bindings, and with them support.
set -e
kubectl delete clusterrolebinding cluster-view
kubectl -n shop delete rolebinding smoke-test
