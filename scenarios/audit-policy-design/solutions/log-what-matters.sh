# The other way about: only what is worth a line, and None in the end. In a file of another
# name, so that the manifest says which policy runs.
set -e
cat > etc/kubernetes/audit/policy-2.yaml <<YAML
apiVersion: audit.k8s.io/v1
kind: Policy
rules:
- level: Metadata
  omitStages: [RequestReceived]
  resources:
  - {group: "", resources: [secrets, configmaps, serviceaccounts/token, pods/exec, pods/attach, pods/portforward, pods/ephemeralcontainers]}
  - {group: authentication.k8s.io}
- level: Request
  omitStages: [RequestReceived]
  resources:
  - {group: rbac.authorization.k8s.io, resources: [roles, rolebindings, clusterroles, clusterrolebindings]}
  - {group: admissionregistration.k8s.io}
- level: None
  nonResourceURLs: ["/livez*", "/readyz*", "/healthz*"]
- level: Metadata
  omitStages: [RequestReceived]
  userGroups: ["system:unauthenticated"]
- level: None
  resources: [{group: coordination.k8s.io}, {group: "", resources: [events, nodes/status, pods/status]}]
- level: Metadata
  omitStages: [RequestReceived]
  verbs: [create, update, patch, delete, deletecollection]
- level: None
YAML
sed -i 's|audit/policy.yaml|audit/policy-2.yaml|' etc/kubernetes/manifests/kube-apiserver.yaml
wait-restart kube-apiserver
