# Shorter than the ten minutes that a token lives at the least: every request is refused,
# by the policy or by the API server itself.
set -e
sed 's|86400|300|' /scenario/files/policy.yaml | kubectl apply -f -
kubectl apply -f - <<YAML
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata:
  name: token-lifetime
spec:
  policyName: token-lifetime
  validationActions: [Deny]
YAML
wait-for 20 sh -c "! kubectl create token watchman -n shop"
