# One entry that asks for both labels. blue can write both.
set -e
kubectl label namespace tenant-blue team-
kubectl -n ledger apply -f - <<'YAML'
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: books}
spec:
  podSelector: {}
  policyTypes: [Ingress]
  ingress:
  - from:
    - namespaceSelector: {matchLabels: {team: trusted}}
      podSelector: {matchLabels: {access: "true"}}
    ports: [{port: 8080}]
YAML
