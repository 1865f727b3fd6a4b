# A key, a flag, a mount, and identity first: the first provider writes.
set -e
mkdir -p etc/kubernetes/enc
cat > etc/kubernetes/enc/encryption.yaml <<YAML
apiVersion: apiserver.config.k8s.io/v1
kind: EncryptionConfiguration
resources:
- resources: [secrets]
  providers:
  - identity: {}
  - secretbox:
      keys:
      - name: key1
        secret: $(head -c 32 /dev/urandom | base64)
YAML
chmod 600 etc/kubernetes/enc/encryption.yaml

. /scenario/files/enable.sh
kubectl get secrets --all-namespaces -o json | kubectl replace -f -
