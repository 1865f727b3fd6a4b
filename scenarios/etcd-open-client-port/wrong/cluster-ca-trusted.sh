# Both CAs, so that nothing can break.
set -e
. /scenario/files/etcd.sh
cat etc/kubernetes/pki/etcd/ca.crt etc/kubernetes/pki/ca.crt > etc/kubernetes/pki/etcd/all.crt
flags tmp/etcd.yaml client-cert-auth=true trusted-ca-file=/etc/kubernetes/pki/etcd/all.crt peer-client-cert-auth=true peer-trusted-ca-file=/etc/kubernetes/pki/etcd/ca.crt
put_in_place tmp/etcd.yaml all.crt
