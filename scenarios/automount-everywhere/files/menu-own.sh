# The menu gets an identity of its own, with a right to one ConfigMap.
kubectl -n market create serviceaccount menu
kubectl -n market create role menu --verb=get --resource=configmaps --resource-name=menu
kubectl -n market create rolebinding menu --role=menu --serviceaccount=market:menu
kubectl -n market set serviceaccount deployment menu menu
