# What kubeadm writes when nobody asks for anything else.
set -e
cp etc/kubernetes/manifests/etcd.yaml tmp/etcd.yaml
sed -i \
  -e 's|--client-cert-auth=false|--client-cert-auth=true|' \
  -e 's|--trusted-ca-file=$|--trusted-ca-file=/etc/kubernetes/pki/etcd/ca.crt|' \
  -e 's|--peer-client-cert-auth=false|--peer-client-cert-auth=true|' \
  -e 's|--peer-trusted-ca-file=$|--peer-trusted-ca-file=/etc/kubernetes/pki/etcd/ca.crt|' \
  tmp/etcd.yaml
mv tmp/etcd.yaml etc/kubernetes/manifests/etcd.yaml

wait-restart etcd
