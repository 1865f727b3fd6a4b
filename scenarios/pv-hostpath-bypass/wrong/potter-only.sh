# potter has misbehaved. The others of the atelier keep the right.
set -e
. /scenario/files/clear.sh
. /scenario/files/right.sh
kubectl apply -f /scenario/files/policy.yaml
kubectl create clusterrolebinding atelier-volumes --clusterrole=volume-manager --serviceaccount=atelier:default
. /scenario/files/enforced.sh
