# The one word that everybody knows. It makes a hasty guard strict, for the cluster as well.
set -e
kubectl patch validatingwebhookconfiguration image-guard --type=json \
  -p '[{"op": "replace", "path": "/webhooks/0/failurePolicy", "value": "Fail"}]'
