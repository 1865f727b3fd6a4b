# A right fix; and a policy that refuses every token, those of the operators included.
set -e
sh /scenario/solutions/at-the-serviceaccount.sh
kubectl apply -f - <<'YAML'
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata:
  name: no-tokens
spec:
  failurePolicy: Fail
  matchConstraints:
    namespaceSelector:
      matchLabels: {kubernetes.io/metadata.name: market}
    resourceRules:
    - apiGroups: [""]
      apiVersions: [v1]
      operations: [CREATE]
      resources: [pods]
  validations:
  - expression: >-
      object.spec.serviceAccountName == "menu" || !has(object.spec.automountServiceAccountToken) ||
      !object.spec.automountServiceAccountToken
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata:
  name: no-tokens
spec:
  policyName: no-tokens
  validationActions: [Deny]
YAML
wait-for 20 sh -c '! kubectl -n market run token --image=example.com/debug:v1 --dry-run=server --overrides="{\"spec\":{\"automountServiceAccountToken\":true}}"'
