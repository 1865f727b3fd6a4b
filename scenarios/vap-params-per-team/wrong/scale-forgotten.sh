# Deployments, and nothing that belongs to them.
set -e
kubectl delete validatingadmissionpolicybinding deployment-limits
kubectl apply -f /scenario/files/limits.yaml -f /scenario/files/bindings.yaml
sed 's|, deployments/scale||' /scenario/files/policy.yaml | kubectl apply -f -
