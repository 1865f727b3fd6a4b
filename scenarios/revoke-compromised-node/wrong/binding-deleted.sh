# The binding goes with everybody in it.
set -e
. /scenario/files/tidy.sh
name_barred 'object.metadata.name != "edge-3"'
node_gone
kubectl -n backup delete rolebinding read-store
values_new
pods_new
