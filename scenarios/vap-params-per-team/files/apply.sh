# Used by the wrong fixes that keep most of it: everything, then the old binding gone.
kubectl delete validatingadmissionpolicybinding deployment-limits
kubectl apply -f /scenario/files/limits.yaml -f /scenario/files/policy.yaml -f /scenario/files/bindings.yaml
