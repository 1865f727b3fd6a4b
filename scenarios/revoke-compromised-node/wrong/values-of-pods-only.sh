# What its pods mentioned is replaced. What it read by name is not.
set -e
. /scenario/files/tidy.sh
name_barred 'object.metadata.name != "edge-3"'
node_gone
binding_narrowed
value shipping carrier-api key
value shipping label-signing phrase
pods_new
