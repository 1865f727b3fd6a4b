# Used by the wrong fixes: disk-watch moved, receipts repaired, toolbox gone.
kubectl create namespace node-agents
kubectl -n press get daemonset disk-watch -o json |
  jq '{apiVersion, kind, metadata: {name: .metadata.name, namespace: "node-agents"}, spec: .spec}' | kubectl apply -f -
kubectl -n press delete daemonset disk-watch
kubectl -n press patch deployment receipts --type=json \
  -p '[{"op": "remove", "path": "/spec/template/spec/containers/0/securityContext"}]'
kubectl -n press delete pod toolbox --now
