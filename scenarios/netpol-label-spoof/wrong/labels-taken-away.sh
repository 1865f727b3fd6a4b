# The attacker's labels are gone. It has more.
set -e
kubectl label namespace tenant-blue team-
for tenant in blue green; do
  kubectl -n tenant-$tenant patch deployment scout --type=json \
    -p '[{"op": "remove", "path": "/spec/template/metadata/labels/access"}, {"op": "remove", "path": "/spec/template/metadata/labels/app"}]'
  kubectl -n tenant-$tenant rollout status deployment scout --timeout=60s
done
