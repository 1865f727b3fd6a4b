# A kubeconfig of tmp/dev.key and tmp/dev.crt goes into a Secret, and that into the jump host.
cat > tmp/config <<YAML
apiVersion: v1
kind: Config
clusters:
- name: lab
  cluster:
    server: https://kubernetes.default.svc
    certificate-authority-data: $(base64 etc/kubernetes/pki/ca.crt | tr -d '\n')
users:
- name: dev
  user:
    client-certificate-data: $(base64 tmp/dev.crt | tr -d '\n')
    client-key-data: $(base64 tmp/dev.key | tr -d '\n')
contexts:
- name: dev
  context: {cluster: lab, user: dev, namespace: shop}
current-context: dev
YAML
kubectl -n dev create secret generic jump-kubeconfig --from-file=config=tmp/config
rm tmp/config tmp/dev.key
kubectl -n dev patch statefulset jump --type=json -p '[
  {"op": "replace", "path": "/spec/template/spec/volumes", "value": [{"name": "kubeconfig", "secret": {"secretName": "jump-kubeconfig"}}]},
  {"op": "replace", "path": "/spec/template/spec/containers/0/volumeMounts", "value": [{"name": "kubeconfig", "mountPath": "/home/dev/.kube", "readOnly": true}]}
]'
kubectl -n dev rollout status statefulset jump --timeout=60s
