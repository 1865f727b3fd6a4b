# A token as long as the world stands.
set -e
. /scenario/files/account.sh
kubectl apply -f - <<YAML
apiVersion: v1
kind: Secret
metadata:
  name: ci-token
  namespace: shop
  annotations: {kubernetes.io/service-account.name: ci}
type: kubernetes.io/service-account-token
YAML
wait-for 20 sh -c "kubectl -n shop get secret ci-token -o jsonpath='{.data.token}' | grep -q ."
token=$(kubectl -n shop get secret ci-token -o jsonpath='{.data.token}' | base64 -d)
sed -i "s|token: .*|token: $token|" etc/ci/kubeconfig
. /scenario/files/flag.sh
