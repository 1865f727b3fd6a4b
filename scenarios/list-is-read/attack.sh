# Whoever holds the counter's token. Exit 0: a Secret that is not the counter's was read.
won=no
token=$(kubectl -n inventory create token counter) || exit 1
ask() { curl -sSfk -H "Authorization: Bearer $token" "https://$APISERVER$1"; }

echo "listing the shop's Secrets:"
if list=$(ask /api/v1/namespaces/shop/secrets); then
  echo "$list" | jq -r '.items[] | .metadata.name, (.data[] | @base64d)'
  won=yes
fi

echo "watching them:"
if ask '/api/v1/namespaces/shop/secrets?watch=1&timeoutSeconds=1' | jq -r '.object.data[] | @base64d' | grep .; then
  won=yes
fi

echo "asking for one by its name, as a list:"
if list=$(ask '/api/v1/namespaces/shop/secrets?fieldSelector=metadata.name=upload'); then
  echo "$list" | jq -r '.items[].data.token | @base64d'
  won=yes
fi

echo "the neighbour's password:"
if secret=$(ask /api/v1/namespaces/inventory/secrets/warehouse-admin); then
  echo "$secret" | jq -r '.data.password | @base64d'
  won=yes
fi

[ "$won" = yes ]
