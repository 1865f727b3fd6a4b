# Nobody gets a token. The menu needs one.
set -e
for d in menu flyers prices search photos mail stats cart coupons clock; do
  kubectl -n market patch deployment $d -p '{"spec": {"template": {"spec": {"automountServiceAccountToken": false}}}}'
done
kubectl -n market delete rolebinding default-edit
. /scenario/files/rolled-out.sh
