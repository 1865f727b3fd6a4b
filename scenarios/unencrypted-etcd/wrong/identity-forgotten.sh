# No identity in the list: what lies there in plain text cannot be read any more, and so
# cannot be rewritten either.
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
YAML
chmod 600 etc/kubernetes/enc/encryption.yaml

. /scenario/files/enable.sh
kubectl get secrets --all-namespaces -o json | kubectl replace -f - || true
