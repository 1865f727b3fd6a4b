# All is right, and the volume itself, which is in no namespace, was overlooked.
set -e
. /scenario/files/right.sh
kubectl apply -f /scenario/files/policy.yaml
kubectl -n atelier delete pod kiln-debug --now
kubectl -n atelier delete pvc kiln-scratch
. /scenario/files/enforced.sh
