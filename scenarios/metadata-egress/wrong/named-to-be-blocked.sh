# The address is in the policy. A policy has no other word than yes.
set -e
for namespace in shop batch; do
  kubectl -n $namespace apply -f - <<'YAML'
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: metadata}
spec:
  podSelector: {}
  policyTypes: [Egress]
  egress:
  - to: [{ipBlock: {cidr: 169.254.0.0/16}}]
YAML
done
kubectl -n batch delete networkpolicy open
sh /scenario/files/off-the-host.sh
