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
wait-for 90 sh -c "kubectl -n kube-system get pod kube-apiserver-$NODE_NAME -o yaml | grep -q -e --v=1"
wait-for 60 kubectl get --raw /readyz
