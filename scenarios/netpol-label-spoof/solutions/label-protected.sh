# The label stays what the policy asks for, and becomes worth believing: who cannot make namespaces
# cannot give it. Then it is taken from those who had helped themselves.
set -e
kubectl apply -f - <<'YAML'
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: {name: team-label}
spec:
  failurePolicy: Fail
  matchConstraints:
    resourceRules:
    - {apiGroups: [""], apiVersions: [v1], resources: [namespaces], operations: [CREATE, UPDATE]}
  matchConditions:
  - {name: not-an-administrator, expression: "!authorizer.group('').resource('namespaces').check('create').allowed()"}
  variables:
  - {name: now, expression: "has(object.metadata.labels) && 'team' in object.metadata.labels ? object.metadata.labels.team : ''"}
  - {name: before, expression: "oldObject != null && has(oldObject.metadata.labels) && 'team' in oldObject.metadata.labels ? oldObject.metadata.labels.team : ''"}
  validations:
  - {expression: "variables.now == variables.before", message: the label team is given out by administrators}
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: {name: team-label}
spec: {policyName: team-label, validationActions: [Deny]}
YAML
wait-for 30 sh -c '! kubectl --as=system:serviceaccount:tenant-blue:dev label --overwrite --dry-run=server namespace tenant-blue team=another'
kubectl label namespace tenant-blue team-
kubectl -n ledger apply -f - <<'YAML'
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: books}
spec:
  podSelector: {}
  policyTypes: [Ingress]
  ingress:
  - from:
    - namespaceSelector: {matchLabels: {team: trusted}}
      podSelector: {matchLabels: {access: "true"}}
    ports: [{port: 8080}]
YAML
