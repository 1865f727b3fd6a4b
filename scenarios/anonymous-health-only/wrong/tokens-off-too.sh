# A right file, and a flag removed that looked like another way in without an account.
set -e
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
sed -i '/--enable-bootstrap-token-auth/d' etc/kubernetes/manifests/kube-apiserver.yaml
. /scenario/files/use.sh
