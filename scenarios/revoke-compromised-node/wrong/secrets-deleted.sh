# What does not exist cannot leak, and cannot be used.
set -e
. /scenario/files/tidy.sh
name_barred 'object.metadata.name != "edge-3"'
node_gone
binding_narrowed
kubectl -n shipping delete secret carrier-api label-signing
kubectl -n backup delete secret store
kubectl -n shipping scale deployment labels --replicas=1
