# A right fix; then the file that must not get out is deleted, and nothing is left for the
# day when RBAC is broken.
set -e
sh /scenario/solutions/certificate-of-a-group.sh
rm etc/kubernetes/super-admin.conf
