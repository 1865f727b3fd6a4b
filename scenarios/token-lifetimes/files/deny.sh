# Used by the wrong fixes: the policy with another number of seconds ($1), bound to deny.
sed "s|86400|$1|" /scenario/files/policy.yaml | kubectl apply -f -
kubectl apply -f - <<YAML
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata:
  name: token-lifetime
spec:
  policyName: token-lifetime
  validationActions: [Deny]
YAML
