# k8s.io instead of kubernetes.io. Any label is accepted.
set -e
. /scenario/files/move.sh
kubectl label namespace press \
  pod-security.k8s.io/enforce=baseline pod-security.k8s.io/enforce-version=v1.33 pod-security.k8s.io/audit=baseline
