# The binding names the right Role and the right subjects. The Role still says pods/logs.
set -e
kubectl -n shop create rolebinding log-readers --role=log-reader --user=mira --user=jonas --serviceaccount=shop:log-shipper
kubectl -n shop delete rolebinding read-logs read-logs-2 read-logs-3
