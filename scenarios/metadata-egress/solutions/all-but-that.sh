# Everything may be reached but the link-local addresses. The policy that allows all of them has to go: policies add up.
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
sh /scenario/files/off-the-host.sh
