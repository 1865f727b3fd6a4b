# Peers are sorted out. Clients are not.
set -e
. /scenario/files/pki.sh
authority $pki/etcd/peers-ca etcd-peers-ca
issue $pki/etcd/peers-ca $pki/etcd/peer "$NODE_NAME" serverAuth,clientAuth "$names"
set_flags etcd peer-trusted-ca-file=/etc/kubernetes/pki/etcd/peers-ca.crt
runs_with etcd peers-ca.crt
