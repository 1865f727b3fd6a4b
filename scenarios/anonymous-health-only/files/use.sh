# Used by the wrong fixes: name the file in the API server's manifest instead of the flag,
# bring its directory in, and wait for the API server that has read it.
sed -i \
  -e 's|^    - --anonymous-auth=.*|    - --authentication-config=/etc/kubernetes/authn/config.yaml|' \
  -e 's|^    volumeMounts:$|&\n    - mountPath: /etc/kubernetes/authn\n      name: authn\n      readOnly: true|' \
  -e 's|^  volumes:$|&\n  - hostPath:\n      path: /etc/kubernetes/authn\n      type: DirectoryOrCreate\n    name: authn|' \
  etc/kubernetes/manifests/kube-apiserver.yaml
. /scenario/files/wait.sh authentication-config
