# One subject less, a policy for the two kinds of volumes that are directories of a node,
# and the volume given back: pod first, for a used claim only waits to be deleted.
set -e
kubectl patch clusterrolebinding volume-manager --type=json -p '[{"op": "remove", "path": "/subjects/1"}]'

kubectl apply -f - <<'YAML'
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata:
  name: volume-directories
spec:
  failurePolicy: Fail
  matchConstraints:
    resourceRules:
    - apiGroups: [""]
      apiVersions: [v1]
      resources: [persistentvolumes]
      operations: [CREATE, UPDATE]
  matchConditions:
  # Finalizers of old volumes may still be taken off.
  - {name: not-being-deleted, expression: "!has(object.metadata.deletionTimestamp)"}
  validations:
  - expression: "!has(object.spec.hostPath) || object.spec.hostPath.path.startsWith('/var/lib/volumes/')"
    message: hostPath volumes are below /var/lib/volumes/.
  - expression: "!has(object.spec.local) || object.spec.local.path.startsWith('/var/lib/volumes/')"
    message: local volumes are below /var/lib/volumes/.
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata:
  name: volume-directories
spec:
  policyName: volume-directories
  validationActions: [Deny, Audit]
YAML

kubectl -n atelier delete pod kiln-debug --now
kubectl -n atelier delete pvc kiln-scratch
kubectl delete pv kiln-scratch
