# Used by the wrong fixes: take the flag out, and wait for the API server that has none.
sed -i '/--token-auth-file=/d' etc/kubernetes/manifests/kube-apiserver.yaml
wait-for 90 sh -c "kubectl -n kube-system get pod kube-apiserver-$NODE_NAME -o yaml | grep -q -e '- --secure-port' && ! kubectl -n kube-system get pod kube-apiserver-$NODE_NAME -o yaml | grep -q token-auth-file"
wait-for 60 kubectl get --raw /readyz
