# The flag without the mount: the API server cannot see the file and does not start.
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
sed -i \
  -e 's|^    - kube-apiserver$|&\n    - --encryption-provider-config=/etc/kubernetes/enc/encryption.yaml|' \
  etc/kubernetes/manifests/kube-apiserver.yaml
while kubectl get --raw /readyz >/dev/null 2>&1; do
  sleep 1
done
