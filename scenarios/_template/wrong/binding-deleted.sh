set -e
kubectl delete clusterrolebinding shop-reader
