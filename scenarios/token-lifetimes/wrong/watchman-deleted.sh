# The old token dies with the pod, and so does the work.
set -e
. /scenario/files/flags.sh --service-account-max-token-expiration=24h --service-account-extend-token-expiration=false
kubectl -n shop delete deployment watchman
kubectl -n shop wait --for=delete pod -l app=watchman --timeout=60s
