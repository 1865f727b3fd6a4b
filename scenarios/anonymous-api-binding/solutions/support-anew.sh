# Support gets the ready-made role and a small one for what that lacks; everything that
# was shared with strangers goes.
set -e
kubectl create clusterrolebinding support-view --clusterrole=view --group=support
kubectl apply -f - <<'YAML'
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: support-nodes
rules:
- apiGroups: [""]
  resources: [nodes]
  verbs: [get, list, watch]
- nonResourceURLs: [/metrics]
  verbs: [get]
YAML
kubectl create clusterrolebinding support-nodes --clusterrole=support-nodes --group=support
kubectl delete clusterrolebinding cluster-view
kubectl delete clusterrole cluster-reader
kubectl -n shop delete rolebinding smoke-test
