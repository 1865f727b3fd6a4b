# Noise first, then the bodies worth having, then a line about everything else.
set -e
cat > etc/kubernetes/audit/policy.yaml <<YAML
apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
omitManagedFields: true
rules:
- level: None
  nonResourceURLs: ["/livez*", "/readyz*", "/healthz*"]
- level: None
  resources: [{group: coordination.k8s.io, resources: [leases]}]
- level: None
  users: ["system:serviceaccount:monitoring:scraper"]
  verbs: [get, list, watch]
  resources: [{group: "", resources: [pods, nodes]}]
- level: Request
  verbs: [create, update, patch, delete, deletecollection]
  resources: [{group: rbac.authorization.k8s.io}]
- level: Metadata
YAML
sed -i 's|^    - kube-apiserver$|&\n    - --v=1|' etc/kubernetes/manifests/kube-apiserver.yaml
wait-restart kube-apiserver
