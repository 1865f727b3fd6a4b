# The account is small now. The Skip button and the open port stay for the next one who
# gives it a right "for a moment".
set -e
kubectl -n kubernetes-dashboard create role dashboard-settings \
  --verb=get --resource=configmaps --resource-name=kubernetes-dashboard-settings
kubectl -n kubernetes-dashboard create rolebinding dashboard-settings \
  --role=dashboard-settings --serviceaccount=kubernetes-dashboard:kubernetes-dashboard
kubectl delete clusterrolebinding kubernetes-dashboard
