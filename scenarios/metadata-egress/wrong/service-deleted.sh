# Nobody there to ask, the agent included.
set -e
kubectl -n cloud delete daemonset metadata
kubectl -n cloud wait --for=delete pod -l app=metadata --timeout=60s
sh /scenario/files/off-the-host.sh
