# Whoever makes such a volume is told not to.
set -e
. /scenario/files/clear.sh
. /scenario/files/right.sh
sed 's|validationActions: .*|validationActions: [Warn, Audit]|' /scenario/files/policy.yaml | kubectl apply -f -
