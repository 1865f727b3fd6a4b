# First a warning for everyone; the rest was never done.
set -e
kubectl delete validatingadmissionpolicybinding deployment-limits
kubectl apply -f /scenario/files/limits.yaml -f /scenario/files/policy.yaml
sed 's/validationActions: .*/validationActions: [Warn]/' /scenario/files/bindings.yaml | kubectl apply -f -
