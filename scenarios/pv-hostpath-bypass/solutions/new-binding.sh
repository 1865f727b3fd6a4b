# The volume first. Then a binding that was never shared, and a policy whose directories
# are a parameter, so that the next approved one is no change of the policy.
set -e
kubectl delete pv kiln-scratch --wait=false
kubectl -n atelier delete pvc kiln-scratch --wait=false
kubectl -n atelier delete pod kiln-debug --now

kubectl create clusterrolebinding platform-volumes --clusterrole=volume-manager --group=platform
kubectl delete clusterrolebinding volume-manager

kubectl apply -f - <<'YAML'
apiVersion: v1
kind: ConfigMap
metadata:
  name: volume-directories
  namespace: kube-system
data:
  prefix: /var/lib/volumes/
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata:
  name: volume-directories
spec:
  failurePolicy: Fail
  paramKind: {apiVersion: v1, kind: ConfigMap}
  matchConstraints:
    resourceRules:
    - apiGroups: [""]
      apiVersions: [v1]
      resources: [persistentvolumes]
      operations: [CREATE]
  variables:
  - name: path
    expression: "has(object.spec.hostPath) ? object.spec.hostPath.path : has(object.spec.local) ? object.spec.local.path : ''"
  validations:
  - expression: "variables.path == '' || variables.path.startsWith(params.data.prefix)"
    messageExpression: "variables.path + ' is not below ' + params.data.prefix"
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata:
  name: volume-directories
spec:
  policyName: volume-directories
  paramRef: {name: volume-directories, namespace: kube-system, parameterNotFoundAction: Deny}
  validationActions: [Deny]
YAML
wait-for 30 sh -c '! kubectl get pv kiln-scratch >/dev/null 2>&1'
