# Strict at last. The controllers still act as one user, who has few rights under RBAC.
set -e
. /scenario/files/parts.sh
chmod 600 $manifests/node-agent.yaml
controllers false
scheduler
kubelet
systemctl restart kubelet
etcd
api_server Node,RBAC VersionTLS12
api_ready
