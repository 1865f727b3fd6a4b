# The parts of the recovery, for the wrong fixes to leave one out.
node_gone() {
  kubectl delete node edge-3
  kubectl -n shipping delete pod labels-edge-3 --force --grace-period=0 2>/dev/null
}
binding_narrowed() {
  kubectl -n backup patch rolebinding read-store --type=json -p '[{"op": "remove", "path": "/subjects/1"}]'
}
value() { # value NAMESPACE SECRET KEY
  kubectl -n "$1" create secret generic "$2" --from-literal="$3=$(openssl rand -hex 12)" --dry-run=client -o yaml | kubectl replace -f -
}
values_new() {
  value shipping carrier-api key
  value shipping label-signing phrase
  value backup store passphrase
}
pods_new() {
  kubectl -n shipping scale deployment labels --replicas=1
  kubectl -n shipping rollout status deployment labels --timeout=60s
}
name_barred() { # name_barred EXPRESSION: what may still register
  kubectl apply -f - <<YAML
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: {name: lost-machines}
spec:
  failurePolicy: Fail
  matchConstraints:
    resourceRules:
    - {apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [nodes]}
  validations:
  - {expression: '$1', message: this machine was lost, reason: Forbidden}
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: {name: lost-machines}
spec: {policyName: lost-machines, validationActions: [Deny]}
YAML
}
