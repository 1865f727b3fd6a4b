# The API server's own configuration: baseline wherever a namespace says nothing. What
# must be privileged is exempt by the name of its namespace.
set -e
mkdir -p etc/kubernetes/admission
cat > etc/kubernetes/admission/admission.yaml <<'YAML'
apiVersion: apiserver.config.k8s.io/v1
kind: AdmissionConfiguration
plugins:
- name: PodSecurity
  configuration:
    apiVersion: pod-security.admission.config.k8s.io/v1
    kind: PodSecurityConfiguration
    defaults:
      enforce: baseline
      enforce-version: v1.34
      audit: baseline
      audit-version: v1.34
      warn: restricted
      warn-version: v1.34
    exemptions:
      namespaces: [kube-system, node-agents]
YAML
. /scenario/files/move.sh
. /scenario/files/configure.sh
kubectl -n press rollout status deployment receipts --timeout=60s
kubectl -n node-agents rollout status daemonset disk-watch --timeout=60s
