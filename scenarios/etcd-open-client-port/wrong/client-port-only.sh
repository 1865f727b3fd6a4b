# Flags for clients do not concern peers.
set -e
. /scenario/files/etcd.sh
flags tmp/etcd.yaml client-cert-auth=true trusted-ca-file=/etc/kubernetes/pki/etcd/ca.crt
put_in_place tmp/etcd.yaml --client-cert-auth=true
