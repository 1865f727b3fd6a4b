# Found by searching for system:anonymous.
set -e
kubectl -n shop delete rolebinding smoke-test
