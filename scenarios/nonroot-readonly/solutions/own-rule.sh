# A rule of one's own for the namespace, which also asks for what no standard does: a root file system
# that is read only. The orders get a volume of their own, in memory.
set -e
kubectl apply -f - <<'YAML'
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: {name: bare-pods}
spec:
  failurePolicy: Fail
  matchConstraints:
    resourceRules:
    - {apiGroups: [""], apiVersions: [v1], resources: [pods], operations: [CREATE, UPDATE]}
  variables:
  - {name: all, expression: "object.spec.containers + (has(object.spec.initContainers) ? object.spec.initContainers : [])"}
  validations:
  - expression: "variables.all.all(c, has(c.securityContext))"
    message: each container needs a securityContext
  - expression: >-
      variables.all.all(c,
        (has(c.securityContext.runAsUser) ? c.securityContext.runAsUser
          : has(object.spec.securityContext) && has(object.spec.securityContext.runAsUser) ? object.spec.securityContext.runAsUser : 0) != 0)
    message: containers run as a user who is not root
  - expression: >-
      variables.all.all(c,
        has(c.securityContext.allowPrivilegeEscalation) && !c.securityContext.allowPrivilegeEscalation &&
        has(c.securityContext.readOnlyRootFilesystem) && c.securityContext.readOnlyRootFilesystem &&
        has(c.securityContext.capabilities) && has(c.securityContext.capabilities.drop) && "ALL" in c.securityContext.capabilities.drop &&
        !has(c.securityContext.capabilities.add))
    message: containers drop ALL capabilities, allow no escalation, and have a read-only root
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: {name: bare-pods}
spec:
  policyName: bare-pods
  validationActions: [Deny]
  matchResources: {namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kiosk}}}
YAML
wait-for 30 sh -c '! kubectl -n kiosk run any --image=hardenway/workload:v1 --dry-run=server'
kubectl -n kiosk patch deployment kiosk --type=json -p '[
  {"op": "add", "path": "/spec/template/spec/containers/0/securityContext", "value": {"runAsUser": 1000, "runAsGroup": 1000, "runAsNonRoot": true, "allowPrivilegeEscalation": false, "readOnlyRootFilesystem": true, "capabilities": {"drop": ["ALL"]}}},
  {"op": "add", "path": "/spec/template/spec/volumes", "value": [{"name": "orders", "emptyDir": {"medium": "Memory", "sizeLimit": "4Mi"}}]},
  {"op": "add", "path": "/spec/template/spec/containers/0/volumeMounts", "value": [{"name": "orders", "mountPath": "/orders"}]},
  {"op": "replace", "path": "/spec/template/spec/containers/0/args/3", "value": "--orders=/orders/orders.jsonl"}
]'
kubectl -n kiosk rollout status deployment kiosk --timeout=90s
