# An hour is 3600 seconds. The kubelet asks for 3607, so no pod gets a token any more.
set -e
sed 's|86400|3600|' /scenario/files/policy.yaml | kubectl apply -f -
kubectl apply -f - <<YAML
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata:
  name: token-lifetime
spec:
  policyName: token-lifetime
  validationActions: [Deny]
YAML
. /scenario/files/flags.sh --service-account-extend-token-expiration=false
wait-for 20 sh -c "! kubectl create token watchman -n shop --duration=2h"
kubectl -n shop rollout restart deployment watchman
