# Appended, as one does with lists. The first key writes.
set -e
. /scenario/files/config.sh
config 'secrets, configmaps, "*.trade.example.com"' $old $new
restart second
rewrite -A
