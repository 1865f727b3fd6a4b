# Used by the wrong fixes: a flag that changes nothing, so that the kubelet restarts the API
# server, and wait for the one that has it.
sed -i 's|^    - kube-apiserver$|&\n    - --v=1|' etc/kubernetes/manifests/kube-apiserver.yaml
wait-restart kube-apiserver
