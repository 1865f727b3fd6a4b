# dev looked after disk-watch in press, so dev gets the same rights where it is now.
set -e
. /scenario/files/move.sh
kubectl label namespace press \
  pod-security.kubernetes.io/enforce=baseline pod-security.kubernetes.io/enforce-version=v1.33 \
  pod-security.kubernetes.io/audit=baseline pod-security.kubernetes.io/audit-version=v1.33
kubectl -n node-agents create rolebinding dev --clusterrole=edit --serviceaccount=press:dev
