# All is rewritten, and the old key stays "for safety".
set -e
. /scenario/files/config.sh
config 'secrets, configmaps, "*.trade.example.com"' $new $old
restart kept
rewrite -A
