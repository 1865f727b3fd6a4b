# Meant as "everything below". A star is only a star: neither /livez nor /livez/ping match.
set -e
mkdir -p etc/kubernetes/authn
cat > etc/kubernetes/authn/config.yaml <<YAML
apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
anonymous:
  enabled: true
  conditions:
  - path: /livez*
  - path: /readyz/*
YAML
. /scenario/files/use.sh
