# No process, no root.
set -e
kubectl -n kiosk delete deployment kiosk
kubectl -n kiosk wait --for=delete pod -l app=kiosk --timeout=60s
kubectl label namespace kiosk pod-security.kubernetes.io/enforce=restricted
