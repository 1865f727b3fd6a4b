# Used by the wrong fixes: add the given flags to the API server, and wait for the one that
# has them.
for flag in "$@"; do
  sed -i "s|^    - kube-apiserver\$|&\n    - $flag|" etc/kubernetes/manifests/kube-apiserver.yaml
done
wait-restart kube-apiserver
