# A team without limits has none.
set -e
kubectl delete validatingadmissionpolicybinding deployment-limits
kubectl apply -f /scenario/files/limits.yaml -f /scenario/files/policy.yaml
sed 's/parameterNotFoundAction: Deny/parameterNotFoundAction: Allow/' /scenario/files/bindings.yaml | kubectl apply -f -
