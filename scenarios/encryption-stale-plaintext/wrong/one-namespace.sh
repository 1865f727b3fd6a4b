# Only what the story speaks of was written again.
set -e
. /scenario/files/config.sh
config 'secrets, configmaps, "*.trade.example.com"' $new $old
restart namespace
rewrite -n shop
