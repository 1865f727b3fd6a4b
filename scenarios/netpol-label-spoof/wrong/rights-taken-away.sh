# blue can no longer touch its namespace, not for who is on call either. The other way in needs no
# namespace.
set -e
kubectl delete clusterrolebinding namespace-of-blue
kubectl label namespace tenant-blue team-
