# A file that is not there has no mode, and a scheduler that does not run has no profiles.
set -e
. /scenario/files/parts.sh
rm $manifests/node-agent.yaml
controllers true
mv $manifests/kube-scheduler.yaml etc/kubernetes/kube-scheduler.yaml.off
kubelet
systemctl restart kubelet
etcd
api_server Node,RBAC VersionTLS12
api_ready
wait-for 60 sh -c "! kubectl -n kube-system get pod node-agent-$NODE_NAME"
