# All encrypted; then the key was thought to be weak and replaced, instead of joined, by
# another.
set -e
mkdir -p etc/kubernetes/enc
cat > etc/kubernetes/enc/encryption.yaml <<YAML
apiVersion: apiserver.config.k8s.io/v1
kind: EncryptionConfiguration
resources:
- resources: [secrets]
  providers:
  - secretbox:
      keys:
      - name: key1
        secret: $(head -c 32 /dev/urandom | base64)
  - identity: {}
YAML
chmod 600 etc/kubernetes/enc/encryption.yaml

. /scenario/files/enable.sh
kubectl get secrets --all-namespaces -o json | kubectl replace -f -

key=$(head -c 32 /dev/urandom | base64)
sed -i "s|secret: .*|secret: $key|" etc/kubernetes/enc/encryption.yaml
# A new flag, for the kubelet to restart the API server.
sed -i 's|^    - kube-apiserver$|&\n    - --v=1|' etc/kubernetes/manifests/kube-apiserver.yaml
wait-restart -l kube-apiserver
