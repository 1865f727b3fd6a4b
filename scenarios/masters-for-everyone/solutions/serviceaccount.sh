# No certificate: the jump host runs as a ServiceAccount, and its kubeconfig points to the
# token that the kubelet renews.
set -e
. /scenario/files/role.sh
kubectl -n dev create serviceaccount jump
kubectl -n shop create rolebinding jump --role=developer --serviceaccount=dev:jump
kubectl apply -f - <<'YAML'
apiVersion: v1
kind: ConfigMap
metadata:
  name: jump-kubeconfig
  namespace: dev
data:
  config: |
    apiVersion: v1
    kind: Config
    clusters:
    - name: lab
      cluster:
        server: https://kubernetes.default.svc
        certificate-authority: /var/run/secrets/kubernetes.io/serviceaccount/ca.crt
    users:
    - name: jump
      user: {tokenFile: /var/run/secrets/kubernetes.io/serviceaccount/token}
    contexts:
    - name: jump
      context: {cluster: lab, user: jump, namespace: shop}
    current-context: jump
YAML
kubectl -n dev patch statefulset jump --type=json -p '[
  {"op": "add", "path": "/spec/template/spec/serviceAccountName", "value": "jump"},
  {"op": "replace", "path": "/spec/template/spec/automountServiceAccountToken", "value": true},
  {"op": "replace", "path": "/spec/template/spec/volumes", "value": [{"name": "kubeconfig", "configMap": {"name": "jump-kubeconfig"}}]},
  {"op": "replace", "path": "/spec/template/spec/containers/0/volumeMounts", "value": [{"name": "kubeconfig", "mountPath": "/home/dev/.kube", "readOnly": true}]}
]'
kubectl -n dev rollout status statefulset jump --timeout=60s
