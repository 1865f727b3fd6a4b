# Nobody needs tokens by hand, somebody thought.
set -e
kubectl -n shop delete rolebinding job-tokens
