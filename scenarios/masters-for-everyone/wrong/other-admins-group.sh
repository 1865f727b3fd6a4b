# Not masters: the group that kubeadm's admin.conf is in. It can be revoked, and it is an
# administrator. The signer has no objection.
set -e
user=jump
group=kubeadm:cluster-admins
. /scenario/files/certificate.sh
. /scenario/files/mount.sh
