# The shop, where it was noticed.
set -e
kubectl -n shop apply -f - <<'YAML'
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: no-metadata}
spec:
  podSelector: {}
  policyTypes: [Egress]
  egress:
  - to: [{ipBlock: {cidr: 0.0.0.0/0, except: [169.254.0.0/16]}}]
YAML
kubectl -n batch patch deployment stats -p '{"spec": {"template": {"spec": {"hostNetwork": false}}}}'
kubectl -n batch rollout status deployment stats --timeout=90s
kubectl label namespace shop pod-security.kubernetes.io/enforce=baseline
