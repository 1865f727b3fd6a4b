# A profile wherever there is a manifest, the maker's of plain too. The node still has none for whoever says
# nothing.
set -e
kubectl -n batch patch deployment plain -p '{"spec": {"template": {"spec": {"securityContext": {"seccompProfile": {"type": "RuntimeDefault"}}}}}}'
kubectl -n batch rollout status deployment plain --timeout=90s
kubectl -n studio patch deployment thumbs --type=json -p '[
  {"op": "add", "path": "/spec/template/spec/securityContext/seccompProfile", "value": {"type": "RuntimeDefault"}},
  {"op": "replace", "path": "/spec/template/spec/containers/1/securityContext/seccompProfile/type", "value": "RuntimeDefault"}
]'
cp root/parser-seccomp.json var/lib/kubelet/seccomp/profiles/parser-v1.json
kubectl -n studio patch deployment parser --type=json -p '[
  {"op": "replace", "path": "/spec/template/spec/containers/0/securityContext/seccompProfile/localhostProfile", "value": "profiles/parser-v1.json"}
]'
kubectl -n studio rollout status deployment thumbs --timeout=90s
kubectl -n studio rollout status deployment parser --timeout=90s
kubectl label namespace studio pod-security.kubernetes.io/enforce=restricted
