# Used by the wrong fixes: config RESOURCES KEYS… writes the configuration. A key is NAME=VALUE.
config() {
  resources=$1
  shift
  {
    echo "apiVersion: apiserver.config.k8s.io/v1"
    echo "kind: EncryptionConfiguration"
    echo "resources:"
    echo "- resources: [$resources]"
    echo "  providers:"
    echo "  - secretbox:"
    echo "      keys:"
    for key in "$@"; do
      echo "      - name: ${key%%=*}"
      echo "        secret: ${key#*=}"
    done
    echo "  - identity: {}"
  } > etc/kubernetes/enc/encryption.yaml
}
# restart WORD makes the kubelet restart the API server, and waits for the new one.
restart() {
  sed -i "s|^    - kube-apiserver\$|&\n    - --vmodule=$1=1|" etc/kubernetes/manifests/kube-apiserver.yaml
  wait-restart -l kube-apiserver
}
rewrite() {
  for resource in secrets configmaps suppliers.trade.example.com; do
    kubectl get "$resource" "$@" -o json | kubectl replace -f -
  done
}
old=tuesday=UAhNCavWM/+ejmYw/3a30J35oAb708D8dJbTBL2Rvwc=
new=friday=$(head -c 32 /dev/urandom | base64)
