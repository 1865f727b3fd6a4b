# Look first: what would be refused? Then repair, move, and enforce last.
set -e
kubectl label namespace press --dry-run=server --overwrite pod-security.kubernetes.io/enforce=baseline
kubectl label namespace press \
  pod-security.kubernetes.io/warn=baseline pod-security.kubernetes.io/warn-version=v1.33 \
  pod-security.kubernetes.io/audit=baseline pod-security.kubernetes.io/audit-version=v1.33

kubectl create namespace node-agents
kubectl label namespace node-agents pod-security.kubernetes.io/enforce=privileged
kubectl -n press get daemonset disk-watch -o json |
  jq '{apiVersion, kind, metadata: {name: .metadata.name, namespace: "node-agents"}, spec: .spec}' | kubectl apply -f -
kubectl -n press delete daemonset disk-watch
kubectl -n press patch deployment receipts --type=json \
  -p '[{"op": "remove", "path": "/spec/template/spec/containers/0/securityContext/privileged"}]'
kubectl -n press rollout status deployment receipts --timeout=60s
kubectl -n press delete pod toolbox --now

kubectl label namespace press \
  pod-security.kubernetes.io/enforce=baseline pod-security.kubernetes.io/enforce-version=v1.33
kubectl -n node-agents rollout status daemonset disk-watch --timeout=60s
