# secretbox, with the directory mounted into the API server, then every Secret written
# again through the new server.
set -e
mkdir -p etc/kubernetes/enc
chmod 700 etc/kubernetes/enc
key=$(head -c 32 /dev/urandom | base64)
cat > etc/kubernetes/enc/encryption.yaml <<YAML
apiVersion: apiserver.config.k8s.io/v1
kind: EncryptionConfiguration
resources:
- resources: [secrets]
  providers:
  - secretbox:
      keys:
      - name: key1
        secret: $key
  - identity: {}
YAML
chmod 600 etc/kubernetes/enc/encryption.yaml

sed -i \
  -e 's|^    - kube-apiserver$|&\n    - --encryption-provider-config=/etc/kubernetes/enc/encryption.yaml|' \
  -e 's|^    volumeMounts:$|&\n    - mountPath: /etc/kubernetes/enc\n      name: enc\n      readOnly: true|' \
  -e 's|^  volumes:$|&\n  - hostPath:\n      path: /etc/kubernetes/enc\n      type: DirectoryOrCreate\n    name: enc|' \
  etc/kubernetes/manifests/kube-apiserver.yaml

# The old server answers for a while. The pod that the API shows has the flag once the
# new one is up.
wait-restart kube-apiserver

kubectl get secrets --all-namespaces -o json | kubectl replace -f -
