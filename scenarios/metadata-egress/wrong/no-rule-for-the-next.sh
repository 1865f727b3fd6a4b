# The network is right, and so is stats. The next pod picks the node's network again.
set -e
sed '/off-the-host/d' /scenario/solutions/all-but-that.sh > tmp/apply.sh
. ./tmp/apply.sh
kubectl -n batch patch deployment stats -p '{"spec": {"template": {"spec": {"hostNetwork": false}}}}'
kubectl -n batch rollout status deployment stats --timeout=90s
