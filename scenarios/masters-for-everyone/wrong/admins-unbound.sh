# The binding that does have an effect, on those who are not meant.
set -e
kubectl delete clusterrolebinding cluster-admin kubeadm:cluster-admins
