# New roles and bindings from scratch, and the old ones away.
set -e
kubectl create clusterrole workload-counter --verb=list,watch --resource=pods,services,deployments.apps
kubectl create clusterrolebinding workload-counter --clusterrole=workload-counter --serviceaccount=inventory:counter
kubectl -n inventory create role upload-token --verb=get --resource=secrets --resource-name=upload
kubectl -n inventory create rolebinding upload-token --role=upload-token --serviceaccount=inventory:counter
kubectl -n inventory create role secret-count --verb=get --resource=configmaps --resource-name=secret-count
kubectl -n inventory create rolebinding secret-count --role=secret-count --serviceaccount=inventory:counter
kubectl delete clusterrolebinding inventory-counter
kubectl delete clusterrole inventory-counter
kubectl -n inventory delete rolebinding counter
kubectl -n inventory delete role counter
