# The thief reads nothing any more. What was read stays good.
set -e
. /scenario/files/tidy.sh
name_barred 'object.metadata.name != "edge-3"'
node_gone
binding_narrowed
pods_new
