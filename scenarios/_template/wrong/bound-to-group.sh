# Every ServiceAccount of a namespace is in its group, so this gives the right to more
# and takes it from nobody.
set -e
kubectl delete clusterrolebinding shop-reader
kubectl create clusterrolebinding shop-reader --clusterrole=shop-reader --group=system:serviceaccounts:shop
