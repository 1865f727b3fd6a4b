# The new machine gets the old name, for the sake of the monitoring.
set -e
. /scenario/files/tidy.sh
node_gone
binding_narrowed
values_new
pods_new
kubectl apply -f /scenario/manifests/10-nodes.yaml
name_barred 'object.metadata.name != "edge-3"'
