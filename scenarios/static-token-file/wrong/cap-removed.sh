# A day is short, and somebody would have to put in a new token each night. So the limit goes,
# and CI has a token for a year.
set -e
. /scenario/files/account.sh
sed -i -e '/--token-auth-file=/d' -e '/--service-account-max-token-expiration=/d' etc/kubernetes/manifests/kube-apiserver.yaml
wait-for 90 sh -c "kubectl -n kube-system get pod kube-apiserver-$NODE_NAME -o yaml | grep -q -e '- --secure-port' && ! kubectl -n kube-system get pod kube-apiserver-$NODE_NAME -o yaml | grep -q token-auth-file"
wait-for 60 kubectl get --raw /readyz
token=$(kubectl create token ci -n shop --duration=8760h)
sed -i "s|token: .*|token: $token|" etc/ci/kubeconfig
