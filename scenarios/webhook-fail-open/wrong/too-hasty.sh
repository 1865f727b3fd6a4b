# Closed, and the two seconds left as they were.
set -e
sed 's/"value": 5}/"value": 2}/' /scenario/files/right.json > tmp/patch.json
kubectl patch validatingwebhookconfiguration image-guard --type=json --patch-file tmp/patch.json
