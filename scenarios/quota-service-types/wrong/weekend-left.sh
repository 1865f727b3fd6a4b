# From now on all is well, and what is there stays there.
set -e
kubectl apply -f /scenario/files/limits.yaml -f /scenario/files/quota.yaml
