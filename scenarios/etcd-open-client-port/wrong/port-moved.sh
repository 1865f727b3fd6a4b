# Who does not know the port does not find it.
set -e
. /scenario/files/etcd.sh
flags tmp/etcd.yaml "listen-client-urls=https://$NODE_ADDRESS:24379" "advertise-client-urls=https://$NODE_ADDRESS:24379"
mv tmp/etcd.yaml etc/kubernetes/manifests/etcd.yaml
cp etc/kubernetes/manifests/kube-apiserver.yaml tmp/kube-apiserver.yaml
sed -i "s|--etcd-servers=.*|--etcd-servers=https://$NODE_ADDRESS:24379|" tmp/kube-apiserver.yaml
mv tmp/kube-apiserver.yaml etc/kubernetes/manifests/kube-apiserver.yaml
wait-restart kube-apiserver
