# Brings etc/kubernetes/admission into the API server and names the file; returns when the
# server with the new flag answers.
sed -i \
  -e 's|^    - kube-apiserver$|&\n    - --admission-control-config-file=/etc/kubernetes/admission/admission.yaml|' \
  -e 's|^    volumeMounts:$|&\n    - mountPath: /etc/kubernetes/admission\n      name: admission\n      readOnly: true|' \
  -e 's|^  volumes:$|&\n  - hostPath:\n      path: /etc/kubernetes/admission\n      type: DirectoryOrCreate\n    name: admission|' \
  etc/kubernetes/manifests/kube-apiserver.yaml
wait-restart kube-apiserver
