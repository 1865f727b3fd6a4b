# Only the API server talks to etcd. So they say.
set -e
. /scenario/files/etcd.sh
cp etc/kubernetes/pki/apiserver-etcd-client.crt etc/kubernetes/pki/etcd/only.crt
flags tmp/etcd.yaml client-cert-auth=true trusted-ca-file=/etc/kubernetes/pki/etcd/only.crt peer-client-cert-auth=true peer-trusted-ca-file=/etc/kubernetes/pki/etcd/ca.crt
put_in_place tmp/etcd.yaml only.crt
