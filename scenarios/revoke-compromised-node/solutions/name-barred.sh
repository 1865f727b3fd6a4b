# Out, in this order: the name, the Node, its pod (no kubelet will ever confirm that it
# ended), the extra right. Then new values, and pods that have read them.
set -e
kubectl apply -f - <<'YAML'
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: {name: lost-machines}
spec:
  failurePolicy: Fail
  matchConstraints:
    resourceRules:
    - {apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [nodes]}
  validations:
  - expression: '!(object.metadata.name in ["edge-3"])'
    message: this machine was lost; give the new one a new name
    reason: Forbidden
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: {name: lost-machines}
spec: {policyName: lost-machines, validationActions: [Deny]}
YAML
wait-for 30 sh -c '! kubectl create --dry-run=server -f /scenario/manifests/10-nodes.yaml 2>&1 | grep -q AlreadyExists'

kubectl delete node edge-3
kubectl -n shipping delete pod labels-edge-3 --force --grace-period=0
kubectl -n backup patch rolebinding read-store --type=json -p '[{"op": "remove", "path": "/subjects/1"}]'

new_value() { # new_value NAMESPACE SECRET KEY
  kubectl -n "$1" create secret generic "$2" --from-literal="$3=$(openssl rand -hex 12)" --dry-run=client -o yaml | kubectl replace -f -
}
new_value shipping carrier-api key
new_value shipping label-signing phrase
new_value backup store passphrase
kubectl -n shipping scale deployment labels --replicas=1
kubectl -n shipping rollout status deployment labels --timeout=60s
