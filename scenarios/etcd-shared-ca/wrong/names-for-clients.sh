# The CA stays, and clients must have a certain name. Peers have flags of their own.
set -e
. /scenario/files/pki.sh
issue $pki/etcd/ca $pki/etcd/healthcheck-client kube-etcd-healthcheck-client clientAuth DNS:etcd-client
issue $pki/etcd/ca $pki/apiserver-etcd-client kube-apiserver-etcd-client clientAuth DNS:etcd-client
set_flags etcd client-cert-allowed-hostname=etcd-client
runs_with etcd allowed-hostname
