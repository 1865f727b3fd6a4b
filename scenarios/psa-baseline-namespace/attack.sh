# Someone with dev's rights in press. Exit 0: a pod there could read the node's own files,
# the administrator's key among them.
dev="kubectl -n press --as=system:serviceaccount:press:dev"

$dev apply -f - <<'YAML' || exit 1
apiVersion: v1
kind: Pod
metadata:
  name: harmless
spec:
  automountServiceAccountToken: false
  terminationGracePeriodSeconds: 1
  containers:
  - name: c
    image: example.com/press/harmless:1
    volumeMounts: [{name: host, mountPath: /host}]
  volumes: [{name: host, hostPath: {path: /}}]
YAML
$dev wait --for=condition=Ready pod/harmless --timeout=30s
echo "reading the node's files from inside the pod:"
$dev exec harmless -- cat /host/etc/kubernetes/admin.conf | grep -o 'client-key-data: ....'
won=$?
$dev delete pod harmless --now > /dev/null
exit $won
