# Whoever carried edge-7 away, with nothing but its credentials. Exit 0: a Secret of the
# payments team, which never had a pod on edge-7, could be read.
. /scenario/files/edge-7.sh
won=no

echo "a pod for edge-7 that names the Secret, so that edge-7 is entitled to it:"
if edge create -f - <<'YAML'
apiVersion: v1
kind: Pod
metadata: {name: till-helper, namespace: payments}
spec:
  nodeName: edge-7
  automountServiceAccountToken: false
  containers:
  - name: helper
    image: example.com/till-helper:1
    envFrom: [{secretRef: {name: ledger-db}}]
YAML
then
  wait-for 10 kubectl --client-certificate=tmp/edge-7.crt --client-key=tmp/edge-7.key -n payments get secret ledger-db -o name &&
    edge -n payments get secret ledger-db -o jsonpath='{.data.password}' | base64 -d && echo && won=yes
fi

echo "the protected label and no taint, for edge-7:"
edge label node edge-7 node-restriction.kubernetes.io/tier=prod --overwrite && won=yes
edge patch node edge-7 --type=merge -p '{"spec": {"taints": []}}' && won=yes

echo "somebody else's node:"
edge label node "$NODE_NAME" tier=spare --overwrite && won=yes

[ "$won" = yes ]
