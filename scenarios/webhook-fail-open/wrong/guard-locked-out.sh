# The cluster is exempt. Who lets the guard in?
set -e
sed 's/"kube-system", "guard"/"kube-system"/' /scenario/files/right.json > tmp/patch.json
kubectl patch validatingwebhookconfiguration image-guard --type=json --patch-file tmp/patch.json
