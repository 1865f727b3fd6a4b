# The binding that names system:masters goes. The certificate never needed it.
set -e
kubectl delete clusterrolebinding cluster-admin
