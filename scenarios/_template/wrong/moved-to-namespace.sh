set -e
kubectl create rolebinding reader -n shop --clusterrole=shop-reader --serviceaccount=shop:reader
kubectl delete clusterrolebinding shop-reader
