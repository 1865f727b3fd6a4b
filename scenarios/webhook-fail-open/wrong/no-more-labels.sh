# All right, and the teams may not label anything any more.
set -e
kubectl patch validatingwebhookconfiguration image-guard --type=json --patch-file /scenario/files/right.json
kubectl -n loom delete rolebinding namespace-labels
kubectl -n dyehouse delete rolebinding namespace-labels
