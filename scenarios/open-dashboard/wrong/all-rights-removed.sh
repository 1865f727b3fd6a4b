# Too far: the dashboard cannot read its own settings any more.
set -e
kubectl delete clusterrolebinding kubernetes-dashboard
kubectl -n kubernetes-dashboard patch deployment kubernetes-dashboard --type=json -p '[
  {"op": "replace", "path": "/spec/template/spec/containers/0/args", "value":
    ["dashboard", "--port=9090", "--namespace=kubernetes-dashboard", "--settings=kubernetes-dashboard-settings"]}]'
kubectl -n kubernetes-dashboard rollout status deployment kubernetes-dashboard --timeout=60s
kubectl -n kubernetes-dashboard patch service kubernetes-dashboard -p '{"spec": {"type": "ClusterIP"}}'
