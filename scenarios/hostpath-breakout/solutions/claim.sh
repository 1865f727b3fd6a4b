# A claim, and the cluster's own storage class finds a place. The orders move in. Then the namespace
# refuses what it had allowed.
set -e
kubectl -n orders apply -f - <<'YAML'
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: intake}
spec:
  accessModes: [ReadWriteOnce]
  resources: {requests: {storage: 64Mi}}
YAML
sh /scenario/files/off-the-node.sh '{"name": "data", "persistentVolumeClaim": {"claimName": "intake"}}'
kubectl -n orders exec -i deployment/intake -- tee /data/orders.jsonl < var/lib/intake/orders.jsonl
kubectl -n orders delete pod toolbox --now
kubectl label namespace orders pod-security.kubernetes.io/enforce=baseline
