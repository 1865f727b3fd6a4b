# Policies and labels. stats runs on the node's network, where neither is asked.
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
kubectl label namespace shop batch pod-security.kubernetes.io/enforce=baseline
