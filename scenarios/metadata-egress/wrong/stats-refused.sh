# The right labels, and stats started anew as it was: its pod is refused.
set -e
sed '/off-the-host/d' /scenario/solutions/all-but-that.sh > tmp/apply.sh
. ./tmp/apply.sh
kubectl label namespace shop batch pod-security.kubernetes.io/enforce=baseline
kubectl -n batch rollout restart deployment stats
wait-for 60 sh -c '! kubectl -n batch get pods -l app=stats -o name | grep -q .'
