# Whoever has no binding of its own gets the smallest limits, wherever that is.
set -e
. /scenario/files/apply.sh
kubectl apply -f - <<'YAML'
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: {name: everyone}
spec:
  policyName: deployment-limits
  paramRef: {name: team-b, parameterNotFoundAction: Deny}
  validationActions: [Deny]
YAML
