# The makers' profile, and some more that sounded dangerous. A server has to accept connections.
set -e
sed -i -e '/^seccompDefault:/d' var/lib/kubelet/config.yaml
echo 'seccompDefault: true' >> var/lib/kubelet/config.yaml
systemctl restart kubelet
wait-for 60 curl -sk -o /dev/null "https://$NODE_ADDRESS:$KUBELET_PORT/healthz"
wait-for 60 kubectl get --raw /readyz
kubectl -n batch rollout restart deployment plain
kubectl -n batch rollout status deployment plain --timeout=90s
kubectl -n studio patch deployment thumbs --type=json -p '[{"op": "remove", "path": "/spec/template/spec/containers/1/securityContext/seccompProfile"}]'
kubectl -n studio rollout status deployment thumbs --timeout=90s
kubectl label namespace studio pod-security.kubernetes.io/enforce=baseline
sed -e 's|"keyctl"|"accept", "accept4", "keyctl"|' root/parser-seccomp.json > var/lib/kubelet/seccomp/profiles/parser.json
kubectl -n studio rollout restart deployment parser
wait-for 60 sh -c 'kubectl -n studio get pods -l app=parser | grep -q CrashLoopBackOff'
