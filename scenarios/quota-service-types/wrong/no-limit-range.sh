# The quota alone. What runs goes on running, so it looks well.
set -e
. /scenario/files/clear.sh
kubectl apply -f /scenario/files/quota.yaml
