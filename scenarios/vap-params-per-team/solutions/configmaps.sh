# ConfigMaps hold the numbers, out of the teams' reach; the policy reads them as text.
# It is told which namespaces have a team by the binding, once for all.
set -e
kubectl -n platform create configmap team-a --from-literal=replicas=10 --from-literal=images=hardenway/
kubectl -n platform create configmap team-b --from-literal=replicas=3 --from-literal=images=example.com/b/
kubectl delete validatingadmissionpolicybinding deployment-limits
kubectl apply -f - <<'YAML'
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: {name: deployment-limits}
spec:
  failurePolicy: Fail
  paramKind: {apiVersion: v1, kind: ConfigMap}
  matchConstraints:
    resourceRules:
    - {apiGroups: [apps], apiVersions: [v1], resources: [deployments, deployments/scale], operations: [CREATE, UPDATE]}
  variables:
  - name: pod
    expression: "has(object.spec.template) ? [object.spec.template.spec] : []"
  validations:
  - expression: "object.spec.replicas <= int(params.data.replicas)"
    messageExpression: "'at most ' + params.data.replicas + ' replicas'"
  - expression: "variables.pod.all(p, p.containers.all(c, c.image.startsWith(params.data.images)))"
    messageExpression: "'images come from ' + params.data.images"
  - expression: "variables.pod.all(p, !has(p.initContainers) || p.initContainers.all(c, c.image.startsWith(params.data.images)))"
    messageExpression: "'images of init containers come from ' + params.data.images"
YAML
for team in a b c; do
  namespaces=team-$team
  [ $team = b ] && namespaces=team-b,team-b-test
  kubectl apply -f - <<YAML
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: {name: team-$team}
spec:
  policyName: deployment-limits
  paramRef: {name: team-$team, namespace: platform, parameterNotFoundAction: Deny}
  validationActions: [Deny, Audit]
  matchResources:
    namespaceSelector:
      matchExpressions:
      - {key: kubernetes.io/metadata.name, operator: In, values: [$namespaces]}
YAML
done
