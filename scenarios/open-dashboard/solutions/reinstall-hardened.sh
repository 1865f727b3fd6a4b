# Take it down and put it up again from one reviewed manifest, as a team would that keeps
# its add-ons in git. The rights come from a ClusterRole that a RoleBinding narrows to
# one namespace.
set -e

kubectl delete clusterrolebinding kubernetes-dashboard
kubectl -n kubernetes-dashboard delete service kubernetes-dashboard
kubectl -n kubernetes-dashboard delete deployment kubernetes-dashboard --wait

kubectl apply -f - <<'YAML'
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: dashboard-own-settings
rules:
- apiGroups: [""]
  resources: [configmaps]
  resourceNames: [kubernetes-dashboard-settings]
  verbs: [get, update]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: dashboard-own-settings
  namespace: kubernetes-dashboard
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: dashboard-own-settings
subjects:
- kind: ServiceAccount
  name: kubernetes-dashboard
  namespace: kubernetes-dashboard
---
apiVersion: v1
kind: Service
metadata:
  name: kubernetes-dashboard
  namespace: kubernetes-dashboard
spec:
  selector: {app: kubernetes-dashboard}
  ports:
  - {name: http, port: 80, targetPort: 9090}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: kubernetes-dashboard
  namespace: kubernetes-dashboard
spec:
  replicas: 1
  selector:
    matchLabels: {app: kubernetes-dashboard}
  template:
    metadata:
      labels: {app: kubernetes-dashboard}
    spec:
      serviceAccountName: kubernetes-dashboard
      terminationGracePeriodSeconds: 1
      containers:
      - name: dashboard
        image: hardenway/workload:v1
        imagePullPolicy: IfNotPresent
        args: [dashboard, --port=9090, --enable-skip-login=false]
        securityContext: {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true}
        ports:
        - {name: http, containerPort: 9090}
        readinessProbe:
          httpGet: {path: /healthz, port: http}
          periodSeconds: 2
YAML
kubectl -n kubernetes-dashboard rollout status deployment kubernetes-dashboard --timeout=60s
