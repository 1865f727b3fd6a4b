# All encrypted; then the key was thought to be weak and replaced, instead of joined, by
# another.
set -e
. /scenario/solutions/secretbox.sh

key=$(head -c 32 /dev/urandom | base64)
sed -i "s|secret: .*|secret: $key|" etc/kubernetes/enc/encryption.yaml
# A new flag, for the kubelet to restart the API server.
sed -i 's|^    - kube-apiserver$|&\n    - --v=1|' etc/kubernetes/manifests/kube-apiserver.yaml
wait-restart -l kube-apiserver
