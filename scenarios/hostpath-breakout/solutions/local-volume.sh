# The orders stay where they are, as a volume that an administrator made of that one directory. The
# namespace asks for the strictest standard, so intake is no longer root; by its fsGroup the kubelet gives it the directory.
set -e
kubectl apply -f - <<YAML
apiVersion: v1
kind: PersistentVolume
metadata: {name: intake}
spec:
  capacity: {storage: 64Mi}
  accessModes: [ReadWriteOnce]
  persistentVolumeReclaimPolicy: Retain
  storageClassName: node-directory
  claimRef: {namespace: orders, name: intake}
  local: {path: /var/lib/intake}
  nodeAffinity:
    required:
      nodeSelectorTerms:
      - matchExpressions: [{key: kubernetes.io/hostname, operator: In, values: ["$NODE_NAME"]}]
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: intake, namespace: orders}
spec:
  accessModes: [ReadWriteOnce]
  storageClassName: node-directory
  volumeName: intake
  resources: {requests: {storage: 64Mi}}
YAML
kubectl -n orders delete pod toolbox --now
kubectl -n orders patch deployment intake -p '{"spec": {"template": {"spec": {
  "securityContext": {"runAsNonRoot": true, "runAsUser": 65532, "fsGroup": 65532, "seccompProfile": {"type": "RuntimeDefault"}},
  "containers": [{"name": "app", "securityContext": {"allowPrivilegeEscalation": false, "capabilities": {"drop": ["ALL"]}}}]}}}}'
sh /scenario/files/off-the-node.sh '{"name": "data", "persistentVolumeClaim": {"claimName": "intake"}}'
kubectl label namespace orders pod-security.kubernetes.io/enforce=restricted
