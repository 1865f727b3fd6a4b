# All there, and the API server was never told to read it.
set -e
. /scenario/files/configuration.sh
sed -i \
  -e 's|^    volumeMounts:$|&\n    - mountPath: /etc/kubernetes/authn\n      name: authn\n      readOnly: true|' \
  -e 's|^  volumes:$|&\n  - hostPath:\n      path: /etc/kubernetes/authn\n      type: DirectoryOrCreate\n    name: authn|' \
  etc/kubernetes/manifests/kube-apiserver.yaml
. /scenario/files/wait.sh kubernetes/authn
