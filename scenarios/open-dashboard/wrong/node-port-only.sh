# "It was on the internet. Now it is not." Every pod can still reach it.
set -e
kubectl -n kubernetes-dashboard patch service kubernetes-dashboard -p '{"spec": {"type": "ClusterIP"}}'
