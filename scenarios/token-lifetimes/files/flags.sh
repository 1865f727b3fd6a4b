# Used by the wrong fixes: add the given flags to the API server, and wait for the one that
# has them.
for flag in "$@"; do
  sed -i "s|^    - kube-apiserver\$|&\n    - $flag|" etc/kubernetes/manifests/kube-apiserver.yaml
done
wait-for 90 sh -c "kubectl -n kube-system get pod kube-apiserver-$NODE_NAME -o yaml | grep -q -e $1"
wait-for 60 kubectl get --raw /readyz
