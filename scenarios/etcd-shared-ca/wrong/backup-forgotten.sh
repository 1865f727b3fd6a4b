# The API server has its new certificate. The backup comes at night.
set -e
. /scenario/files/pki.sh
authority $pki/etcd/clients-ca etcd-clients-ca
issue $pki/etcd/clients-ca $pki/apiserver-etcd-client kube-apiserver-etcd-client clientAuth
authority $pki/etcd/peers-ca etcd-peers-ca
issue $pki/etcd/peers-ca $pki/etcd/peer "$NODE_NAME" serverAuth,clientAuth "$names"
set_flags etcd trusted-ca-file=/etc/kubernetes/pki/etcd/clients-ca.crt peer-trusted-ca-file=/etc/kubernetes/pki/etcd/peers-ca.crt
runs_with etcd peers-ca.crt
