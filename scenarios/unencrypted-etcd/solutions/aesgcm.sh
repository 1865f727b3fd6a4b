# aesgcm, the one file mounted instead of its directory, the manifest changed as the
# object it is, and the Secrets rewritten by labelling each of them.
set -e
mkdir -p etc/kubernetes/enc
touch etc/kubernetes/enc/encryption.yaml
chmod 600 etc/kubernetes/enc/encryption.yaml
head -c 32 /dev/urandom | base64 | jq -R '{
  apiVersion: "apiserver.config.k8s.io/v1", kind: "EncryptionConfiguration",
  resources: [{resources: ["secrets", "configmaps"], providers: [
    {aesgcm: {keys: [{name: "first", secret: .}]}},
    {identity: {}}]}]}' > etc/kubernetes/enc/encryption.yaml

manifest=etc/kubernetes/manifests/kube-apiserver.yaml
kubectl patch --local -f - --type=json -o yaml -p '[
  {"op": "add", "path": "/spec/containers/0/command/-", "value": "--encryption-provider-config=/etc/kubernetes/enc/encryption.yaml"},
  {"op": "add", "path": "/spec/containers/0/volumeMounts/-", "value": {"name": "encryption", "mountPath": "/etc/kubernetes/enc/encryption.yaml", "readOnly": true}},
  {"op": "add", "path": "/spec/volumes/-", "value": {"name": "encryption", "hostPath": {"path": "/etc/kubernetes/enc/encryption.yaml", "type": "File"}}}
]' < $manifest > tmp/kube-apiserver.yaml
mv tmp/kube-apiserver.yaml $manifest

wait-restart kube-apiserver

kubectl label secrets --all --all-namespaces rewritten=yes
kubectl label secrets --all --all-namespaces rewritten-
