# Thorough, and the certificate may register the machine again.
set -e
. /scenario/files/tidy.sh
node_gone
binding_narrowed
values_new
pods_new
