# No plugin, and a policy instead: nodes change nothing. They have to.
set -e
kubectl label node "$NODE_NAME" node-restriction.kubernetes.io/tier=prod
kubectl -n payments patch deployment ledger --type=json -p '[
  {"op": "remove", "path": "/spec/template/spec/affinity"},
  {"op": "add", "path": "/spec/template/spec/nodeSelector", "value": {"node-restriction.kubernetes.io/tier": "prod"}}]'
kubectl -n payments rollout status deployment ledger --timeout=60s
kubectl apply -f - <<'YAML'
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: {name: nodes-change-nothing}
spec:
  failurePolicy: Fail
  matchConstraints:
    resourceRules:
    - {apiGroups: [""], apiVersions: [v1], operations: [CREATE, UPDATE, DELETE], resources: [nodes, nodes/status, pods]}
  matchConditions:
  - {name: nodes, expression: '"system:nodes" in request.userInfo.groups'}
  validations:
  - {expression: "false", message: nodes change nothing, reason: Forbidden}
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: {name: nodes-change-nothing}
spec: {policyName: nodes-change-nothing, validationActions: [Deny]}
YAML
wait-for 30 sh -c '! kubectl --as=system:node:edge-7 --as-group=system:nodes annotate node edge-7 x=y --dry-run=server 2>/dev/null'
