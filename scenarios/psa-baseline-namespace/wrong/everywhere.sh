# One rule for all namespaces, those of the cluster itself included.
set -e
. /scenario/files/move.sh
kubectl label namespace --all --overwrite \
  pod-security.kubernetes.io/enforce=baseline pod-security.kubernetes.io/enforce-version=v1.33 \
  pod-security.kubernetes.io/audit=baseline pod-security.kubernetes.io/audit-version=v1.33
kubectl -n node-agents delete pod -l app=disk-watch --now
