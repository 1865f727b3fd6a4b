# The rule is simple enough for the API server itself, which never sleeps while it
# answers. The webhook goes when the policy is there.
set -e
kubectl apply -f - <<'YAML'
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: {name: images}
spec:
  failurePolicy: Fail
  matchConstraints:
    resourceRules:
    - {apiGroups: [""], apiVersions: [v1], resources: [pods], operations: [CREATE]}
    - {apiGroups: [""], apiVersions: [v1], resources: [pods/ephemeralcontainers], operations: [UPDATE]}
  validations:
  - expression: "object.spec.containers.all(c, c.image.startsWith('hardenway/') || c.image.startsWith('example.com/house/'))"
    message: images come from hardenway/ or example.com/house/
  - expression: "!has(object.spec.initContainers) || object.spec.initContainers.all(c, c.image.startsWith('hardenway/') || c.image.startsWith('example.com/house/'))"
    message: images of init containers come from hardenway/ or example.com/house/
  - expression: "!has(object.spec.ephemeralContainers) || object.spec.ephemeralContainers.all(c, c.image.startsWith('hardenway/') || c.image.startsWith('example.com/house/'))"
    message: images of ephemeral containers come from hardenway/ or example.com/house/
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: {name: images}
spec:
  policyName: images
  validationActions: [Deny]
  matchResources:
    namespaceSelector:
      matchExpressions:
      - {key: kubernetes.io/metadata.name, operator: NotIn, values: [kube-system, guard]}
YAML
wait-for 20 sh -c '! kubectl -n dyehouse run test --image=example.com/q9x/test --dry-run=server >/dev/null 2>&1'
kubectl delete validatingwebhookconfiguration image-guard
