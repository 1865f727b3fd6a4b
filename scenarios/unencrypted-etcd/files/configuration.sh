# Used by the wrong fixes: a right configuration, which they then spoil or use wrongly.
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
