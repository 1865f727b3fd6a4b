# The object is gone. Its pod stays until the controllers notice, its certificate stays.
set -e
kubectl delete node edge-3
