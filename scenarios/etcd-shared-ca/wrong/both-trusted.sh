# A new CA, and the old one beside it until everybody has changed over. Everybody has.
set -e
. /scenario/files/pki.sh
authority $pki/etcd/clients-ca etcd-clients-ca
issue $pki/etcd/clients-ca $pki/apiserver-etcd-client kube-apiserver-etcd-client clientAuth
issue $pki/etcd/clients-ca $pki/etcd/healthcheck-client kube-etcd-healthcheck-client clientAuth
authority $pki/etcd/peers-ca etcd-peers-ca
issue $pki/etcd/peers-ca $pki/etcd/peer "$NODE_NAME" serverAuth,clientAuth "$names"
cat $pki/etcd/clients-ca.crt $pki/etcd/peers-ca.crt $pki/ca.crt > $pki/etcd/all-ca.crt
set_flags etcd trusted-ca-file=/etc/kubernetes/pki/etcd/all-ca.crt peer-trusted-ca-file=/etc/kubernetes/pki/etcd/all-ca.crt
runs_with etcd all-ca.crt
