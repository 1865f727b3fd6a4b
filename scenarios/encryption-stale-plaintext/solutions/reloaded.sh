# Another provider, and no restart: the API server tells the sum of the file it has. The rewrite
# is an annotation that comes and goes.
set -e
loaded() {
  wait-for 100 sh -c "kubectl get --raw /metrics | grep last_config_info | grep -q $(sha256sum etc/kubernetes/enc/encryption.yaml | cut -c1-64)"
}
head -c 32 /dev/urandom | base64 | jq -R '{
  apiVersion: "apiserver.config.k8s.io/v1", kind: "EncryptionConfiguration",
  resources: [{resources: ["secrets", "configmaps", "suppliers.trade.example.com"], providers: [
    {aesgcm: {keys: [{name: "k2", secret: .}]}},
    {secretbox: {keys: [{name: "tuesday", secret: "UAhNCavWM/+ejmYw/3a30J35oAb708D8dJbTBL2Rvwc="}]}},
    {identity: {}}]}]}' > tmp/encryption.json
cat tmp/encryption.json > etc/kubernetes/enc/encryption.yaml
loaded

for resource in secrets configmaps suppliers.trade.example.com; do
  kubectl annotate $resource --all --all-namespaces rewritten=yes
  kubectl annotate $resource --all --all-namespaces rewritten-
done

jq 'del(.resources[0].providers[1])' tmp/encryption.json > etc/kubernetes/enc/encryption.yaml
rm tmp/encryption.json
loaded
