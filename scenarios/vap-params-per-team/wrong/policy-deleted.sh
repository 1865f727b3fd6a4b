# Team A need not wait any longer, nor does anybody else.
set -e
kubectl delete validatingadmissionpolicybinding deployment-limits
kubectl delete validatingadmissionpolicy deployment-limits
