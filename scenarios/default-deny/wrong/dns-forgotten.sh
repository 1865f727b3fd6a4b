# Each path of the application, and none to the name server.
set -e
. /scenario/solutions/deny-then-allow.sh
kubectl -n shop delete networkpolicy dns
