# The account is added to the binding. The name beside it stays, and it is a person's.
set -e
kubectl create serviceaccount ci -n shop
kubectl patch rolebinding ci-deploys -n shop --type=json \
  -p '[{"op": "add", "path": "/subjects/-", "value": {"kind": "ServiceAccount", "name": "ci", "namespace": "shop"}}]'
. /scenario/files/token.sh
. /scenario/files/flag.sh
