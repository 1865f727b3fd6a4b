# The network is right, and so is stats. The next pod picks the node's network again.
set -e
for namespace in shop batch; do
  kubectl -n $namespace apply -f - <<'YAML'
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: no-metadata}
spec:
  podSelector: {}
  policyTypes: [Egress]
  egress:
  - to: [{ipBlock: {cidr: 0.0.0.0/0, except: [169.254.0.0/16]}}]
YAML
done
kubectl -n batch delete networkpolicy open
kubectl -n batch patch deployment stats -p '{"spec": {"template": {"spec": {"hostNetwork": false}}}}'
kubectl -n batch rollout status deployment stats --timeout=90s
