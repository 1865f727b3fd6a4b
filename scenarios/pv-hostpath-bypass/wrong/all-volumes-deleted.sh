# Volumes that are directories of a node go, whosever they are, and what used them.
set -e
. /scenario/files/right.sh
kubectl apply -f /scenario/files/policy.yaml
kubectl -n atelier delete pod kiln-debug --now
kubectl -n atelier delete deployment glaze
kubectl -n atelier delete pod -l app=glaze --now --ignore-not-found
kubectl -n atelier delete pvc --all
kubectl delete pv --all
. /scenario/files/enforced.sh
