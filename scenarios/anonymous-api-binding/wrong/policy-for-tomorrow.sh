# No such binding can be made any more. Those that exist are not asked.
set -e
kubectl apply -f - <<'YAML'
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata:
  name: no-bindings-for-strangers
spec:
  failurePolicy: Fail
  matchConstraints:
    resourceRules:
    - apiGroups: [rbac.authorization.k8s.io]
      apiVersions: ["*"]
      operations: [CREATE, UPDATE]
      resources: [rolebindings, clusterrolebindings]
  validations:
  - expression: "!has(object.subjects) || object.subjects.all(s, !(s.name in ['system:anonymous', 'system:unauthenticated']))"
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata:
  name: no-bindings-for-strangers
spec:
  policyName: no-bindings-for-strangers
  validationActions: [Deny]
YAML
