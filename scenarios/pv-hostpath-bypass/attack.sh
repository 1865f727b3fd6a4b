# potter, who may not use a hostPath. Exit 0: a file of the node's was read all the same.
potter="kubectl --as=system:serviceaccount:atelier:potter"
won=1

echo "by the pod that is there:"
$potter -n atelier exec kiln-debug -- cat /host/etc/kubernetes/admin.conf | grep -o 'client-key-data: ....' && won=0

echo "by a volume, a claim and a pod of its own:"
if $potter create -f - <<'YAML'
apiVersion: v1
kind: PersistentVolume
metadata: {name: loot}
spec:
  storageClassName: ""
  capacity: {storage: 1Gi}
  accessModes: [ReadWriteOnce]
  claimRef: {namespace: atelier, name: loot}
  hostPath: {path: /etc/kubernetes}
YAML
then
  $potter -n atelier create -f - <<'YAML'
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: loot}
spec:
  storageClassName: ""
  volumeName: loot
  accessModes: [ReadWriteOnce]
  resources: {requests: {storage: 1Gi}}
---
apiVersion: v1
kind: Pod
metadata: {name: loot}
spec:
  automountServiceAccountToken: false
  terminationGracePeriodSeconds: 1
  containers:
  - {name: c, image: "example.com/atelier/harmless:1", volumeMounts: [{name: v, mountPath: /loot}]}
  volumes: [{name: v, persistentVolumeClaim: {claimName: loot}}]
YAML
  $potter -n atelier wait --for=condition=Ready pod/loot --timeout=30s &&
    $potter -n atelier exec loot -- cat /loot/admin.conf | grep -o 'client-key-data: ....' && won=0
  $potter -n atelier delete pod loot --now > /dev/null
  $potter -n atelier delete pvc loot > /dev/null
  $potter delete pv loot > /dev/null
fi
exit $won
