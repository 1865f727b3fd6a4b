# The menu gets an identity of its own and everything that was too much before.
set -e
kubectl -n market create serviceaccount menu
kubectl -n market create rolebinding menu --clusterrole=edit --serviceaccount=market:menu
kubectl -n market set serviceaccount deployment menu menu
kubectl -n market patch serviceaccount default -p '{"automountServiceAccountToken": false}'
for d in search stats; do
  kubectl -n market patch deployment $d --type=json -p '[{"op": "remove", "path": "/spec/template/spec/automountServiceAccountToken"}]'
done
kubectl -n market delete rolebinding default-edit
kubectl -n market rollout restart deployment
. /scenario/files/rolled-out.sh
