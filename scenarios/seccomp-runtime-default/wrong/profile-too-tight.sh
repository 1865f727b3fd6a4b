# The makers' profile, and some more that sounded dangerous. A server has to accept connections.
set -e
sed '/thumbs-and-parser/d' /scenario/solutions/default-of-the-node.sh > tmp/apply.sh
. ./tmp/apply.sh
kubectl -n studio patch deployment thumbs --type=json -p '[{"op": "remove", "path": "/spec/template/spec/containers/1/securityContext/seccompProfile"}]'
kubectl -n studio rollout status deployment thumbs --timeout=90s
kubectl label namespace studio pod-security.kubernetes.io/enforce=baseline
sed -e 's|"keyctl"|"accept", "accept4", "keyctl"|' root/parser-seccomp.json > var/lib/kubelet/seccomp/profiles/parser.json
kubectl -n studio rollout restart deployment parser
wait-for 60 sh -c 'kubectl -n studio get pods -l app=parser | grep -q CrashLoopBackOff'
