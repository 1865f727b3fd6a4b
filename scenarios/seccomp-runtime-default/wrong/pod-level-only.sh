# A profile for the pod. The container that asked for none has its own word, and that counts.
set -e
sed -i -e '/^seccompDefault:/d' var/lib/kubelet/config.yaml
echo 'seccompDefault: true' >> var/lib/kubelet/config.yaml
systemctl restart kubelet
wait-for 60 curl -sk -o /dev/null "https://$NODE_ADDRESS:$KUBELET_PORT/healthz"
wait-for 60 kubectl get --raw /readyz
kubectl -n batch rollout restart deployment plain
kubectl -n batch rollout status deployment plain --timeout=90s
kubectl -n studio patch deployment thumbs -p '{"spec": {"template": {"spec": {"securityContext": {"seccompProfile": {"type": "RuntimeDefault"}}}}}}'
kubectl -n studio rollout status deployment thumbs --timeout=90s
cp root/parser-seccomp.json var/lib/kubelet/seccomp/profiles/parser.json
kubectl -n studio rollout restart deployment parser
kubectl -n studio rollout status deployment parser --timeout=90s
