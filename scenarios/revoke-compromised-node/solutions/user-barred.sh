# The certificate's user may write nothing at all any more, whatever the object. New
# Secrets get new names, so that what still uses an old one is seen by failing.
set -e
kubectl apply -f - <<'YAML'
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: {name: lost-credentials}
spec:
  failurePolicy: Fail
  matchConstraints:
    resourceRules:
    - {apiGroups: ["*"], apiVersions: ["*"], operations: ["*"], resources: ["*/*"]}
  matchConditions:
  - {name: lost, expression: 'request.userInfo.username in ["system:node:edge-3"]'}
  validations:
  - {expression: "false", message: these credentials were lost, reason: Forbidden}
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: {name: lost-credentials}
spec: {policyName: lost-credentials, validationActions: [Deny]}
YAML

kubectl -n shipping create secret generic carrier-api-2 --from-literal="key=$(openssl rand -hex 12)"
kubectl -n shipping create secret generic label-signing-2 --from-literal="phrase=$(openssl rand -hex 12)"
kubectl -n shipping patch deployment labels --type=json -p '[
  {"op": "replace", "path": "/spec/template/spec/volumes/0/secret/secretName", "value": "carrier-api-2"},
  {"op": "replace", "path": "/spec/template/spec/volumes/1/secret/secretName", "value": "label-signing-2"}]'

kubectl delete node edge-3
kubectl -n shipping delete pod labels-edge-3 --force --grace-period=0
kubectl -n shipping delete secret carrier-api label-signing
kubectl -n backup create secret generic store --from-literal="passphrase=$(openssl rand -hex 12)" --dry-run=client -o yaml | kubectl replace -f -
kubectl -n backup delete rolebinding read-store
kubectl -n backup create rolebinding read-store --role=read-store --serviceaccount=backup:agent
kubectl -n shipping scale deployment labels --replicas=1
kubectl -n shipping rollout status deployment labels --timeout=60s
