# A certificate in a group of the developers' own, for a day; the group is bound in the shop.
set -e
user=jump
group=shop-developers
. /scenario/files/role.sh
kubectl -n shop create rolebinding developers --role=developer --group=shop-developers
. /scenario/files/certificate.sh
. /scenario/files/mount.sh
