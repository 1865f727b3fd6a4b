# Refused, and warned; the audit log is told nothing.
set -e
. /scenario/files/move.sh
kubectl label namespace press \
  pod-security.kubernetes.io/enforce=baseline pod-security.kubernetes.io/enforce-version=v1.33 \
  pod-security.kubernetes.io/warn=baseline pod-security.kubernetes.io/warn-version=v1.33
