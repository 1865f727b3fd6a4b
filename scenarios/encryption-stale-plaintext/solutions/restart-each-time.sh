# The careful way: new key first, restart, rewrite; old key out, restart, look.
set -e
key=$(head -c 32 /dev/urandom | base64)
cat > etc/kubernetes/enc/encryption.yaml <<YAML
apiVersion: apiserver.config.k8s.io/v1
kind: EncryptionConfiguration
resources:
- resources: [secrets, configmaps, "*.trade.example.com"]
  providers:
  - secretbox:
      keys:
      - name: friday
        secret: $key
      - name: tuesday
        secret: UAhNCavWM/+ejmYw/3a30J35oAb708D8dJbTBL2Rvwc=
  - identity: {}
YAML
sed -i "s|^    - kube-apiserver\$|&\n    - --v=1|" etc/kubernetes/manifests/kube-apiserver.yaml
wait-restart kube-apiserver

for resource in secrets configmaps suppliers.trade.example.com; do
  kubectl get $resource --all-namespaces -o json | kubectl replace -f -
done

sed -i '/name: tuesday/,/secret:/d' etc/kubernetes/enc/encryption.yaml
sed -i "s|--v=1|--v=2|" etc/kubernetes/manifests/kube-apiserver.yaml
wait-restart kube-apiserver
