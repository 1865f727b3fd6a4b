# If every certificate will do, none is needed.
set -e
. /scenario/files/pki.sh
set_flags etcd client-cert-auth=false trusted-ca-file= peer-client-cert-auth=false peer-trusted-ca-file=
runs_with etcd client-cert-auth=false
