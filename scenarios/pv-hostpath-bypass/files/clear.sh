# Used by the wrong fixes: pod, claim and volume gone, in that order.
kubectl -n atelier delete pod kiln-debug --now
kubectl -n atelier delete pvc kiln-scratch
kubectl delete pv kiln-scratch
