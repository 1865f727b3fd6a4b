# RBAC is what everybody speaks of. The node has no rights by it.
set -e
. /scenario/files/parts.sh
chmod 600 $manifests/node-agent.yaml
controllers true
scheduler
kubelet
systemctl restart kubelet
etcd
# The node cannot even tell of its new pod, so it is the API server that is asked.
api_server RBAC VersionTLS12
wait-for 90 sh -c "! kubectl auth can-i list secrets -n kube-system --as=nobody --as-group=system:authenticated -q"
# The node controller takes 50 s to doubt a node, from when it has an API server again.
wait-for 150 sh -c "kubectl get node $NODE_NAME -o json | jq -e '.status.conditions[] | select(.type == \"Ready\" and .status != \"True\")'"
