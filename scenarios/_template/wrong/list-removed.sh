set -e
kubectl patch clusterrole shop-reader --type=json \
  -p '[{"op": "replace", "path": "/rules/0/verbs", "value": ["get"]}]'
