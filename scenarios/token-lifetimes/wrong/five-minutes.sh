# Shorter than the ten minutes that a token lives at the least: every request is refused,
# by the policy or by the API server itself.
set -e
. /scenario/files/deny.sh 300
wait-for 20 sh -c "! kubectl create token watchman -n shop"
