# Used by solutions and wrong fixes: the studio's own two, and the rule for the next one.
kubectl -n studio patch deployment thumbs --type=json -p '[{"op": "remove", "path": "/spec/template/spec/containers/1/securityContext/seccompProfile"}]'
kubectl -n studio rollout status deployment thumbs --timeout=90s
cp root/parser-seccomp.json var/lib/kubelet/seccomp/profiles/parser.json
kubectl -n studio rollout restart deployment parser
kubectl -n studio rollout status deployment parser --timeout=90s
kubectl label namespace studio pod-security.kubernetes.io/enforce=baseline
