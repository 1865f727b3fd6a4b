# Nothing of /etc/kubernetes in the pod any more: a copy of it.
set -e
kubectl -n dev create secret generic jump-kubeconfig --from-file=config=etc/kubernetes/super-admin.conf
kubectl -n dev patch statefulset jump --type=json -p '[
  {"op": "replace", "path": "/spec/template/spec/volumes", "value": [{"name": "kubeconfig", "secret": {"secretName": "jump-kubeconfig", "defaultMode": 256}}]},
  {"op": "replace", "path": "/spec/template/spec/containers/0/volumeMounts", "value": [{"name": "kubeconfig", "mountPath": "/home/dev/.kube", "readOnly": true}]}
]'
kubectl -n dev rollout status statefulset jump --timeout=60s
