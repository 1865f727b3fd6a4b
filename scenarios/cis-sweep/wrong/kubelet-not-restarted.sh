# All right, and the kubelet's file too. It has not read it.
set -e
. /scenario/files/parts.sh
chmod 600 $manifests/node-agent.yaml
controllers true
scheduler
kubelet
etcd
api_server Node,RBAC VersionTLS12
api_ready
