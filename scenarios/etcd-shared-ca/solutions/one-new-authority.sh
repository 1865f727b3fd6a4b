# As kubeadm would have done it: etcd has a CA that signs whatever etcd shows and believes. The
# API server has to believe it too.
set -e
. /scenario/files/pki.sh
authority $pki/etcd/own-ca etcd-ca
for cert in server peer; do
  issue $pki/etcd/own-ca $pki/etcd/$cert "$NODE_NAME" serverAuth,clientAuth "$names"
done
issue $pki/etcd/own-ca $pki/etcd/healthcheck-client kube-etcd-healthcheck-client clientAuth
issue $pki/etcd/own-ca $pki/apiserver-etcd-client kube-apiserver-etcd-client clientAuth

set_flags etcd trusted-ca-file=/etc/kubernetes/pki/etcd/own-ca.crt peer-trusted-ca-file=/etc/kubernetes/pki/etcd/own-ca.crt
set_flags kube-apiserver etcd-cafile=/etc/kubernetes/pki/etcd/own-ca.crt
runs_with kube-apiserver own-ca.crt
runs_with etcd own-ca.crt
