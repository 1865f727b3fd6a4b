# What was in plain text is compromised, so away with it. The rest is done well.
set -e
. /scenario/files/config.sh
config 'secrets, configmaps, "*.trade.example.com"' $new $old
restart deleted
kubectl delete configmap mail-relay -n shop
kubectl delete configmap scanner -n warehouse
rewrite -A
config 'secrets, configmaps, "*.trade.example.com"' $new
