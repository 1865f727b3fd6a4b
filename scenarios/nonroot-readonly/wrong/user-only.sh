# Another user, and all the rest as it was.
set -e
kubectl -n kiosk patch deployment kiosk -p '{"spec": {"template": {"spec": {"securityContext": {"runAsUser": 65532, "runAsGroup": 0, "fsGroup": 0}}}}}'
kubectl -n kiosk rollout status deployment kiosk --timeout=90s
