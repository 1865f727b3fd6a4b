# Closed, and all the time in the world.
set -e
sed 's/"value": 5}/"value": 30}/' /scenario/files/right.json > tmp/patch.json
kubectl patch validatingwebhookconfiguration image-guard --type=json --patch-file tmp/patch.json
