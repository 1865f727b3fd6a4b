set -e
kubectl -n vault delete deployment vault
kubectl -n vault wait --for=delete pod -l app=vault --timeout=60s
