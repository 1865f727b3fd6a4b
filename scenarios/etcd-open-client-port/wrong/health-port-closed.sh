# One more port that asks nobody who they are. It only tells whether etcd is well.
set -e
. /scenario/files/etcd.sh
flags tmp/etcd.yaml client-cert-auth=true trusted-ca-file=/etc/kubernetes/pki/etcd/ca.crt peer-client-cert-auth=true peer-trusted-ca-file=/etc/kubernetes/pki/etcd/ca.crt
sed -i '/--listen-metrics-urls=/d' tmp/etcd.yaml
mv tmp/etcd.yaml etc/kubernetes/manifests/etcd.yaml
wait-restart etcd
