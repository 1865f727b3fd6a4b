# The right group, with edit in every namespace.
set -e
user=jump
group=shop-developers
kubectl create clusterrolebinding developers --clusterrole=edit --group=shop-developers
. /scenario/files/certificate.sh
. /scenario/files/mount.sh
