# A binding without the parameter's namespace looks for it where the request goes: one
# binding for all teams. Whoever may edit ConfigMaps there may edit this one.
set -e
kubectl delete validatingadmissionpolicybinding deployment-limits
kubectl -n team-a create configmap limits --from-literal=replicas=10 --from-literal=images=hardenway/
for ns in team-b team-b-test; do
  kubectl -n $ns create configmap limits --from-literal=replicas=3 --from-literal=images=example.com/b/
done
sed -e 's|apiVersion: limits.example.com/v1, kind: TeamLimit|apiVersion: v1, kind: ConfigMap|' \
  -e 's|<= params.spec.replicas|<= int(params.data.replicas)|' \
  -e 's|string(params.spec.replicas)|params.data.replicas|' -e 's|params.spec|params.data|g' \
  /scenario/files/policy.yaml | kubectl apply -f -
kubectl apply -f - <<'YAML'
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: {name: teams}
spec:
  policyName: deployment-limits
  paramRef: {name: limits, parameterNotFoundAction: Deny}
  validationActions: [Deny]
  matchResources:
    namespaceSelector:
      matchExpressions:
      - {key: kubernetes.io/metadata.name, operator: In, values: [team-a, team-b, team-b-test, team-c]}
YAML
