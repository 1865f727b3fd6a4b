# What helped the shipper helps the others as well.
set -e
kubectl -n shop create rolebinding read-logs-4 --clusterrole=edit --user=mira --user=jonas
