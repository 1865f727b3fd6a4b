# Everyone is told, and nobody is stopped.
set -e
. /scenario/files/move.sh
kubectl label namespace press pod-security.kubernetes.io/enforce=privileged \
  pod-security.kubernetes.io/warn=baseline pod-security.kubernetes.io/warn-version=v1.33 \
  pod-security.kubernetes.io/audit=baseline pod-security.kubernetes.io/audit-version=v1.33
