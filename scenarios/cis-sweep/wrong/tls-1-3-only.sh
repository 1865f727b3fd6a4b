# Newer is better. The inventory's programs are not.
set -e
. /scenario/files/parts.sh
chmod 600 $manifests/node-agent.yaml
controllers true
scheduler
kubelet
systemctl restart kubelet
etcd
api_server Node,RBAC VersionTLS13
api_ready
