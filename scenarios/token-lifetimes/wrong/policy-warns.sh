# The policy is in effect: it warns, and lets it pass.
set -e
kubectl apply -f /scenario/files/policy.yaml
kubectl apply -f - <<YAML
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata:
  name: token-lifetime
spec:
  policyName: token-lifetime
  validationActions: [Warn, Audit]
YAML
. /scenario/files/flags.sh --service-account-extend-token-expiration=false
. /scenario/files/renew.sh
