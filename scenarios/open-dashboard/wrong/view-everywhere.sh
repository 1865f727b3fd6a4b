# Read only, and without secrets. Whoever gets into this pod still sees every workload of
# every team, which the dashboard itself never needs.
set -e
kubectl create clusterrolebinding dashboard-view --clusterrole=view \
  --serviceaccount=kubernetes-dashboard:kubernetes-dashboard
kubectl delete clusterrolebinding kubernetes-dashboard
kubectl -n kubernetes-dashboard patch deployment kubernetes-dashboard --type=json -p '[
  {"op": "replace", "path": "/spec/template/spec/containers/0/args", "value":
    ["dashboard", "--port=9090", "--namespace=kubernetes-dashboard", "--settings=kubernetes-dashboard-settings"]}]'
kubectl -n kubernetes-dashboard rollout status deployment kubernetes-dashboard --timeout=60s
kubectl -n kubernetes-dashboard patch service kubernetes-dashboard -p '{"spec": {"type": "ClusterIP"}}'
