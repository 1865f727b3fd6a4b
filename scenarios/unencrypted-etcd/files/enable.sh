# Used by the wrong fixes: bring /etc/kubernetes/enc into the API server, name the file
# in it, and wait for the server that has read it. The file is there already.
sed -i \
  -e 's|^    - kube-apiserver$|&\n    - --encryption-provider-config=/etc/kubernetes/enc/encryption.yaml|' \
  -e 's|^    volumeMounts:$|&\n    - mountPath: /etc/kubernetes/enc\n      name: enc\n      readOnly: true|' \
  -e 's|^  volumes:$|&\n  - hostPath:\n      path: /etc/kubernetes/enc\n      type: DirectoryOrCreate\n    name: enc|' \
  etc/kubernetes/manifests/kube-apiserver.yaml
wait-restart -l kube-apiserver
