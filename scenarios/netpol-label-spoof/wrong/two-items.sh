# A hyphen too many: the namespace or the pod, not both.
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
    - podSelector: {matchLabels: {app: invoicer}}
    ports: [{port: 8080}]
YAML
