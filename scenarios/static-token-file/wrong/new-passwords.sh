# New random tokens, without system:masters, in the same file: the next leak is the same.
set -e
kubectl create clusterrolebinding robot --clusterrole=cluster-admin --group=robots
sed -i -e '/^ci-/!d' -e 's|^ci-[0-9a-f]*,\(.*\)"system:masters"|ci-2b90c4d17ae86f53,\1"robots"|' etc/kubernetes/tokens/tokens.csv
sed -i 's|token: .*|token: ci-2b90c4d17ae86f53|' etc/ci/kubeconfig
# Another flag, for the kubelet to restart the API server.
sed -i 's|^    - kube-apiserver$|&\n    - --v=1|' etc/kubernetes/manifests/kube-apiserver.yaml
wait-restart kube-apiserver
