# A policy that denies the counter everything about Secrets. Admission never sees a read.
set -e
kubectl apply -f - <<'YAML'
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata:
  name: counter-reads-no-secrets
spec:
  failurePolicy: Fail
  matchConstraints:
    resourceRules:
    - apiGroups: [""]
      apiVersions: ["*"]
      operations: ["*"]
      resources: [secrets]
  validations:
  - expression: request.userInfo.username != "system:serviceaccount:inventory:counter"
    message: the counter has no business with Secrets
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata:
  name: counter-reads-no-secrets
spec:
  policyName: counter-reads-no-secrets
  validationActions: [Deny]
YAML
