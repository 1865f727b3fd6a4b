# What comes in is thought of; what goes out is not.
set -e
kubectl -n shop apply -f /scenario/files/let-in.yaml -f - <<'YAML'
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: default-deny}
spec:
  podSelector: {}
  policyTypes: [Ingress]
YAML
