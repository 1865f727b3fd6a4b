# The flag may be there more than once, and its lists add up. The ledger keeps an
# affinity, for the protected label.
set -e
sed -i 's/^    - --enable-admission-plugins=DenyServiceExternalIPs$/&\n    - --enable-admission-plugins=NodeRestriction/' \
  etc/kubernetes/manifests/kube-apiserver.yaml
. /scenario/files/restarted.sh
restarted plugins=NodeRestriction

kubectl label node "$NODE_NAME" node-restriction.kubernetes.io/prod=
kubectl -n payments patch deployment ledger --type=json -p '[
  {"op": "replace", "path": "/spec/template/spec/affinity/nodeAffinity/requiredDuringSchedulingIgnoredDuringExecution/nodeSelectorTerms/0/matchExpressions",
   "value": [{"key": "node-restriction.kubernetes.io/prod", "operator": "Exists"}]}]'
kubectl -n payments rollout status deployment ledger --timeout=60s
