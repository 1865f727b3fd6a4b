# All that had the disk is gone.
set -e
kubectl -n orders delete deployment intake
kubectl -n orders delete pod toolbox --now
kubectl -n orders wait --for=delete pod -l app=intake --timeout=60s
kubectl label namespace orders pod-security.kubernetes.io/enforce=baseline
