# Whatever costs money is deleted, Kite's own included.
set -e
kubectl -n kite delete service edge-1 edge-2 mail-relay front
kubectl -n kite delete jobs --all
kubectl apply -f /scenario/files/limits.yaml -f /scenario/files/quota.yaml
