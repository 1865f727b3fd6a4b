# The ServiceAccount says no, and nobody says otherwise; the menu has one of its own.
set -e
. /scenario/files/menu-own.sh
kubectl -n market patch serviceaccount default -p '{"automountServiceAccountToken": false}'
for d in search stats; do
  kubectl -n market patch deployment $d --type=json -p '[{"op": "remove", "path": "/spec/template/spec/automountServiceAccountToken"}]'
done
kubectl -n market delete rolebinding default-edit
kubectl -n market rollout restart deployment
. /scenario/files/rolled-out.sh
