# The stolen token is worthless at once. The next one will open the same doors.
set -e
kubectl -n monitoring delete serviceaccount collector
kubectl -n monitoring create serviceaccount collector
kubectl -n monitoring rollout restart deployment collector
kubectl -n monitoring rollout status deployment collector --timeout=60s
