# What etcd shows to its clients stays signed by the cluster's CA, so the API server need not
# learn anything new. Whom etcd believes is new, and another for each port.
set -e
. /scenario/files/pki.sh
authority $pki/etcd/clients-ca etcd-clients-ca
issue $pki/etcd/clients-ca $pki/apiserver-etcd-client kube-apiserver-etcd-client clientAuth
issue $pki/etcd/clients-ca $pki/etcd/healthcheck-client kube-etcd-healthcheck-client clientAuth
authority $pki/etcd/peers-ca etcd-peers-ca
issue $pki/etcd/peers-ca $pki/etcd/peer "$NODE_NAME" serverAuth,clientAuth "$names"

set_flags etcd trusted-ca-file=/etc/kubernetes/pki/etcd/clients-ca.crt \
  peer-trusted-ca-file=/etc/kubernetes/pki/etcd/peers-ca.crt "peer-cert-allowed-cn=$NODE_NAME"
runs_with etcd peers-ca.crt
