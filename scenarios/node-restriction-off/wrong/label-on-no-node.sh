# What the ledger selects and what the node was given are not the same word.
set -e
sed -i 's/--enable-admission-plugins=DenyServiceExternalIPs$/--enable-admission-plugins=NodeRestriction,DenyServiceExternalIPs/' \
  etc/kubernetes/manifests/kube-apiserver.yaml
. /scenario/files/restarted.sh
restarted NodeRestriction,Deny

kubectl label node "$NODE_NAME" node-restriction.kubernetes.io/tier=production
kubectl -n payments patch deployment ledger --type=json -p '[
  {"op": "remove", "path": "/spec/template/spec/affinity"},
  {"op": "add", "path": "/spec/template/spec/nodeSelector", "value": {"node-restriction.kubernetes.io/tier": "prod"}}]'
wait-for 60 sh -c 'kubectl -n payments get pods -l app=ledger -o jsonpath="{.items[*].spec.nodeSelector}" | grep -q tier'
