# An emptyDir, with the orders copied in. It lives as long as its pod, which was until the night.
set -e
sh /scenario/files/off-the-node.sh '{"name": "data", "emptyDir": {}}'
kubectl -n orders exec -i deployment/intake -- tee /data/orders.jsonl < var/lib/intake/orders.jsonl
kubectl -n orders delete pod toolbox --now
kubectl label namespace orders pod-security.kubernetes.io/enforce=baseline
kubectl -n orders rollout restart deployment intake
kubectl -n orders rollout status deployment intake --timeout=90s
