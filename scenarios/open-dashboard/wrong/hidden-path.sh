# The address made hard to guess, and everything behind it left as it was.
set -e
kubectl -n kubernetes-dashboard patch deployment kubernetes-dashboard --type=json -p '[
  {"op": "add", "path": "/spec/template/spec/containers/0/args/-", "value": "--base-path=ops-7f3a9c"}]'
kubectl -n kubernetes-dashboard rollout status deployment kubernetes-dashboard --timeout=60s
