# A certificate in a group that nobody bound to anything.
set -e
user=jump
group=shop-developers
. /scenario/files/role.sh
. /scenario/files/certificate.sh
. /scenario/files/mount.sh
