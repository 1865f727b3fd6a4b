# New certificates everywhere. The CA is the one that signs for kubelets.
set -e
. /scenario/files/pki.sh
for cert in server peer; do
  issue $pki/etcd/ca $pki/etcd/$cert "$NODE_NAME" serverAuth,clientAuth "$names"
done
issue $pki/etcd/ca $pki/etcd/healthcheck-client kube-etcd-healthcheck-client clientAuth
issue $pki/etcd/ca $pki/apiserver-etcd-client kube-apiserver-etcd-client clientAuth
set_flags etcd log-level=warn
runs_with etcd log-level=warn
