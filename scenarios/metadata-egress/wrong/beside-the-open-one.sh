# The right policy twice, and beside it the one that allows everything.
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
sh /scenario/files/off-the-host.sh
