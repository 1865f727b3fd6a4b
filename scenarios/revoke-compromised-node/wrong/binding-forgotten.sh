# All of it, but for the right that was given by name.
set -e
. /scenario/files/tidy.sh
name_barred 'object.metadata.name != "edge-3"'
node_gone
values_new
pods_new
