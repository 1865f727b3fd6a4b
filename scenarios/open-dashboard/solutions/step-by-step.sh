# Three changes to what is there, the running objects only.
set -e

# 1. The dashboard's own account: its settings, and nothing else. First the small grant,
#    then the big one away, so that the dashboard never stands there without its settings.
kubectl -n kubernetes-dashboard create role dashboard-settings \
  --verb=get --resource=configmaps --resource-name=kubernetes-dashboard-settings
kubectl -n kubernetes-dashboard create rolebinding dashboard-settings \
  --role=dashboard-settings --serviceaccount=kubernetes-dashboard:kubernetes-dashboard
kubectl delete clusterrolebinding kubernetes-dashboard

# 2. Visitors sign in.
kubectl -n kubernetes-dashboard patch deployment kubernetes-dashboard --type=json -p '[
  {"op": "replace", "path": "/spec/template/spec/containers/0/args", "value":
    ["dashboard", "--port=9090", "--namespace=kubernetes-dashboard", "--settings=kubernetes-dashboard-settings"]}]'
kubectl -n kubernetes-dashboard rollout status deployment kubernetes-dashboard --timeout=60s

# 3. It is reached from inside the cluster only.
kubectl -n kubernetes-dashboard patch service kubernetes-dashboard -p '{"spec": {"type": "ClusterIP"}}'
