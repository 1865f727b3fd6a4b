# Who does not run calls nothing.
set -e
sed -i -e '/^seccompDefault:/d' var/lib/kubelet/config.yaml
echo 'seccompDefault: true' >> var/lib/kubelet/config.yaml
systemctl restart kubelet
wait-for 60 curl -sk -o /dev/null "https://$NODE_ADDRESS:$KUBELET_PORT/healthz"
wait-for 60 kubectl get --raw /readyz
kubectl -n batch rollout restart deployment plain
kubectl -n batch rollout status deployment plain --timeout=90s
kubectl -n studio delete deployment thumbs parser
kubectl -n studio wait --for=delete pod --all --timeout=60s
kubectl label namespace studio pod-security.kubernetes.io/enforce=baseline
