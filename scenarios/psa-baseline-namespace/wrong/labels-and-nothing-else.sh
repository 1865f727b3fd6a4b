# The rule is there. What runs, runs on.
set -e
kubectl label namespace press \
  pod-security.kubernetes.io/enforce=baseline pod-security.kubernetes.io/enforce-version=v1.33 \
  pod-security.kubernetes.io/audit=baseline pod-security.kubernetes.io/audit-version=v1.33
