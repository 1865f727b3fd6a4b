# A label that nobody guesses. Whoever may look at pods need not guess.
set -e
kubectl -n billing patch statefulset invoicer -p '{"spec": {"template": {"metadata": {"labels": {"ledger-client": "k7w2q9"}}}}}'
kubectl -n billing rollout status statefulset invoicer --timeout=60s
kubectl -n ledger apply -f - <<'YAML'
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: books}
spec:
  podSelector: {}
  policyTypes: [Ingress]
  ingress:
  - from:
    - namespaceSelector: {}
      podSelector: {matchLabels: {ledger-client: k7w2q9}}
    ports: [{port: 8080}]
YAML
