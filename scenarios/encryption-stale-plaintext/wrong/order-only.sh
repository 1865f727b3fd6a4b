# The file is right. What lies in etcd was written before.
set -e
. /scenario/files/config.sh
config 'secrets, configmaps, "*.trade.example.com"' $new $old
restart order
