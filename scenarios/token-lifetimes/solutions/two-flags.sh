# Two flags. Then, with the new API server up, new pods.
set -e
sed -i 's|^    - kube-apiserver$|&\n    - --service-account-max-token-expiration=24h\n    - --service-account-extend-token-expiration=false|' \
  etc/kubernetes/manifests/kube-apiserver.yaml
wait-restart kube-apiserver

kubectl -n shop rollout restart deployment watchman
kubectl -n shop rollout status deployment watchman --timeout=60s
wait-for 30 sh -c "test \$(kubectl -n shop get pods -l app=watchman -o name | wc -l) -eq 1"
