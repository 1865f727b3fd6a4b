# The atelier may look after volumes, only not make any.
set -e
. /scenario/files/clear.sh
. /scenario/files/right.sh
kubectl apply -f /scenario/files/policy.yaml
kubectl create clusterrole volume-helper --verb=get,list,watch,update,patch,delete --resource=persistentvolumes
kubectl create clusterrolebinding volume-helper --clusterrole=volume-helper --group=system:serviceaccounts:atelier
. /scenario/files/enforced.sh
