# Every hostPath there was, that of log-agent too.
set -e
sh /scenario/solutions/claim.sh
kubectl -n kube-system patch daemonset log-agent --type=json -p '[{"op": "replace", "path": "/spec/template/spec/volumes/0", "value": {"name": "log", "emptyDir": {}}}]'
kubectl -n kube-system rollout status daemonset log-agent --timeout=90s
