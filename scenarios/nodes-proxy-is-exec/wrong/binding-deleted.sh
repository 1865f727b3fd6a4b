set -e
kubectl delete clusterrolebinding collector
