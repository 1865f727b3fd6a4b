# Used by the wrong fixes: CI's own account, with the rights that were meant for it.
kubectl create serviceaccount ci -n shop
kubectl patch rolebinding ci-deploys -n shop --type=json \
  -p '[{"op": "replace", "path": "/subjects", "value": [{"kind": "ServiceAccount", "name": "ci", "namespace": "shop"}]}]'
