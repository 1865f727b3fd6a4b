# One entry that asks for both: the namespace by the label that the API server writes itself, and the
# pod by one that only billing can give out there.
set -e
kubectl -n ledger apply -f - <<'YAML'
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: books}
spec:
  podSelector: {}
  policyTypes: [Ingress]
  ingress:
  - from:
    - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: billing}}
      podSelector: {matchLabels: {app: invoicer}}
    ports: [{port: 8080}]
YAML
