# Scripts are what a person would type. They start in the node's root, with kubectl as
# the learner has it.
set -e
kubectl create role reader -n shop --verb=get --resource=configmaps --resource-name=settings
kubectl create rolebinding reader -n shop --role=reader --serviceaccount=shop:reader
kubectl delete clusterrolebinding shop-reader
