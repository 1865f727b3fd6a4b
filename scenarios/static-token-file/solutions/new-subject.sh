# An account for CI, the binding meant for CI given to it, a token for the day; then the
# flag and all that belongs to it.
set -e
kubectl create serviceaccount ci -n shop
kubectl patch rolebinding ci-deploys -n shop --type=json \
  -p '[{"op": "replace", "path": "/subjects", "value": [{"kind": "ServiceAccount", "name": "ci", "namespace": "shop"}]}]'
token=$(kubectl create token ci -n shop --duration=24h)
sed -i "s|token: .*|token: $token|" etc/ci/kubeconfig
kubectl --kubeconfig etc/ci/kubeconfig --server "https://$APISERVER" --certificate-authority etc/kubernetes/pki/ca.crt auth whoami

sed -i '/--token-auth-file=/d' etc/kubernetes/manifests/kube-apiserver.yaml
wait-restart kube-apiserver
rm etc/kubernetes/tokens/tokens.csv
