# A profile, and a container that is privileged because the tracer wanted to be. The profile is not applied then.
set -e
sed '/thumbs-and-parser/d' /scenario/solutions/default-of-the-node.sh > tmp/apply.sh
. ./tmp/apply.sh
kubectl -n studio patch deployment thumbs --type=json -p '[
  {"op": "replace", "path": "/spec/template/spec/containers/1/securityContext", "value": {"privileged": true, "seccompProfile": {"type": "RuntimeDefault"}}}
]'
kubectl -n studio rollout status deployment thumbs --timeout=90s
cp root/parser-seccomp.json var/lib/kubelet/seccomp/profiles/parser.json
kubectl -n studio rollout restart deployment parser
kubectl -n studio rollout status deployment parser --timeout=90s
