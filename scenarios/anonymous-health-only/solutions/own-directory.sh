# The file in a directory of its own, mounted into the API server, and the flag that it
# replaces taken out.
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

sed -i \
  -e '/--anonymous-auth=/d' \
  -e 's|^    - kube-apiserver$|&\n    - --authentication-config=/etc/kubernetes/authn/config.yaml|' \
  -e 's|^    volumeMounts:$|&\n    - mountPath: /etc/kubernetes/authn\n      name: authn\n      readOnly: true|' \
  -e 's|^  volumes:$|&\n  - hostPath:\n      path: /etc/kubernetes/authn\n      type: DirectoryOrCreate\n    name: authn|' \
  etc/kubernetes/manifests/kube-apiserver.yaml

# The pod that the API shows has the flag once the new API server is up.
wait-restart kube-apiserver
