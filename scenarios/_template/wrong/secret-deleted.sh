set -e
kubectl delete secret payment -n shop
