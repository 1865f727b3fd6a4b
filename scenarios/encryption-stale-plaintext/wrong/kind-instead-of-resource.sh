# Supplier is a kind. The resource is called suppliers, and the entry fits nothing.
set -e
. /scenario/files/config.sh
config 'secrets, configmaps, supplier.trade.example.com' $new $old
restart kind
rewrite -A
config 'secrets, configmaps, supplier.trade.example.com' $new
restart again
