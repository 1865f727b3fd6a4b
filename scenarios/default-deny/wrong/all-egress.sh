# Egress stands in policyTypes, and the rule allows all of it.
set -e
kubectl -n shop apply -f /scenario/files/let-in.yaml -f - <<'YAML'
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: default-deny}
spec:
  podSelector: {}
  policyTypes: [Ingress, Egress]
  egress: [{}]
YAML
