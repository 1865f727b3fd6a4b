# The key is published, so out with it at once. It was the only one that reads the Secrets.
set -e
. /scenario/files/config.sh
config 'secrets, configmaps, "*.trade.example.com"' $new
restart dropped
for resource in configmaps suppliers.trade.example.com; do
  kubectl get "$resource" -A -o json | kubectl replace -f -
done
