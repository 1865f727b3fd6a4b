# All of it is right, for pods that are yet to come.
set -e
. /scenario/files/menu-own.sh
kubectl -n market patch serviceaccount default -p '{"automountServiceAccountToken": false}'
for d in search stats; do
  kubectl -n market patch deployment $d --type=json -p '[{"op": "remove", "path": "/spec/template/spec/automountServiceAccountToken"}]'
done
kubectl -n market delete rolebinding default-edit
. /scenario/files/rolled-out.sh
