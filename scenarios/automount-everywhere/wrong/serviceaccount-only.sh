# The ServiceAccount says no. Two pods say yes, and the pod wins.
set -e
. /scenario/files/menu-own.sh
kubectl -n market patch serviceaccount default -p '{"automountServiceAccountToken": false}'
kubectl -n market delete rolebinding default-edit
kubectl -n market rollout restart deployment
. /scenario/files/rolled-out.sh
