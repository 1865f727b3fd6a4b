# What the pod used is gone, as far as one looks into the namespace.
set -e
kubectl -n atelier delete pod kiln-debug --now
kubectl -n atelier delete pvc kiln-scratch
