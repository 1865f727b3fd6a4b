# Used by the wrong fixes: the kubeconfig filled in, the API server told of the
# configuration that lies in etc/kubernetes/authz.
sed -i "s|ADDRESS-OF-THE-NODE|$NODE_ADDRESS|" etc/kubernetes/authz/authorizer.kubeconfig
sed -i \
  -e 's|^    - --authorization-mode=.*|    - --authorization-config=/etc/kubernetes/authz/config.yaml|' \
  -e 's|^    volumeMounts:$|&\n    - mountPath: /etc/kubernetes/authz\n      name: authz\n      readOnly: true|' \
  -e 's|^  volumes:$|&\n  - hostPath:\n      path: /etc/kubernetes/authz\n      type: Directory\n    name: authz|' \
  etc/kubernetes/manifests/kube-apiserver.yaml
wait-restart kube-apiserver
