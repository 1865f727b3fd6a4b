# The more resources, the better. A pod has no replicas, and an expression that asks for
# them fails.
set -e
kubectl delete validatingadmissionpolicybinding deployment-limits
kubectl apply -f /scenario/files/limits.yaml -f /scenario/files/bindings.yaml
sed -e 's|    - apiGroups: \[apps\]|    - {apiGroups: [""], apiVersions: [v1], resources: [pods], operations: [CREATE]}\n&|' \
  /scenario/files/policy.yaml | kubectl apply -f -
