# The numbers as objects of the kind that is there; the policy names the kind, each
# binding the object. team-c's does not exist, and that is refused.
set -e
kubectl apply -f - <<'YAML'
apiVersion: limits.example.com/v1
kind: TeamLimit
metadata: {name: a}
spec: {replicas: 10, images: hardenway/}
---
apiVersion: limits.example.com/v1
kind: TeamLimit
metadata: {name: b}
spec: {replicas: 3, images: example.com/b/}
YAML
kubectl patch validatingadmissionpolicy deployment-limits --type=json -p '[
  {"op": "add", "path": "/spec/paramKind", "value": {"apiVersion": "limits.example.com/v1", "kind": "TeamLimit"}},
  {"op": "replace", "path": "/spec/validations", "value": [
    {"expression": "object.spec.replicas <= params.spec.replicas",
     "messageExpression": "\"at most \" + string(params.spec.replicas) + \" replicas\""},
    {"expression": "variables.containers.all(c, c.image.startsWith(params.spec.images))",
     "messageExpression": "\"images come from \" + params.spec.images"}]}
]'
bind() { # bind TEAM NAMESPACES
  kubectl apply -f - <<YAML
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: {name: limits-$1}
spec:
  policyName: deployment-limits
  paramRef: {name: $1, parameterNotFoundAction: Deny}
  validationActions: [Deny]
  matchResources:
    namespaceSelector:
      matchExpressions:
      - {key: kubernetes.io/metadata.name, operator: In, values: [$2]}
YAML
}
bind a team-a
bind b team-b,team-b-test
bind c team-c
kubectl delete validatingadmissionpolicybinding deployment-limits
