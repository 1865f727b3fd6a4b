# runAsNonRoot says what must not be; the image says root. The new container is not started, and the old
# pod stays.
set -e
kubectl -n kiosk patch deployment kiosk -p '{"spec": {"template": {"spec": {"securityContext": {"runAsNonRoot": true}}}}}'
wait-for 60 sh -c 'kubectl -n kiosk get pods | grep -q CreateContainerConfigError'
