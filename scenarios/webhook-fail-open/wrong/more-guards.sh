# Three of them, each as slow as the first.
set -e
kubectl -n guard scale deployment image-guard --replicas=3
kubectl -n guard rollout status deployment image-guard --timeout=60s
