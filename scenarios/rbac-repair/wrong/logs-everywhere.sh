# Right rules for the right subjects, in every namespace.
set -e
kubectl create clusterrole log-reader --verb=get,list,watch --resource=pods,pods/log
kubectl create clusterrolebinding log-readers --clusterrole=log-reader --user=mira --user=jonas --serviceaccount=shop:log-shipper
kubectl -n shop delete rolebinding read-logs read-logs-2 read-logs-3
