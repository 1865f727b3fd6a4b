# A Role in the bot's namespace, for the bot alone. The new grant first, then the old one
# away, so that the bot never stands there with nothing.
set -e
kubectl apply -f - <<'YAML'
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: deployer
  namespace: payments
rules:
- apiGroups: [apps]
  resources: [deployments]
  verbs: [create, get, list, patch]
- apiGroups: [""]
  resources: [pods]
  verbs: [get, list]
- apiGroups: [""]
  resources: [pods/log]
  verbs: [get]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: deploy-bot
  namespace: payments
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: Role
  name: deployer
subjects:
- kind: ServiceAccount
  name: deploy-bot
  namespace: payments
YAML
kubectl delete clusterrolebinding deploy-bot
kubectl delete clusterrole deploy-everything
