# One Secret is written again from the copy in the repository, which holds placeholders.
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
kubectl -n payroll create secret generic bank-transfer --from-literal=user=CHANGEME --from-literal=pin=CHANGEME \
  --dry-run=client -o yaml | kubectl replace -f -
