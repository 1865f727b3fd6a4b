# Used by the wrong fixes: a right configuration, which they then spoil or use wrongly.
mkdir -p etc/kubernetes/authn
cat > etc/kubernetes/authn/config.yaml <<YAML
apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
anonymous:
  enabled: true
  conditions:
  - path: /livez
  - path: /readyz
YAML
