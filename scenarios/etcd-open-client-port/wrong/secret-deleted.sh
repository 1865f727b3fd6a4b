set -e
kubectl -n orders delete secret bank
