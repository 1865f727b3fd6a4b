# To be safe, nobody registers a node any more.
set -e
. /scenario/files/tidy.sh
name_barred 'false'
node_gone
binding_narrowed
values_new
pods_new
