# The quota is right; then the account that was abused loses its rights.
set -e
. /scenario/files/clear.sh
kubectl apply -f /scenario/files/limits.yaml -f /scenario/files/quota.yaml
kubectl -n kite delete rolebinding builder
