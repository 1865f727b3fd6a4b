# Someone who made the log shipper run their code: they have its token. Exit 0: it did
# more than read logs.
won=no
token=$(kubectl -n shop create token log-shipper) || exit 1

echo "the key of the checkout, from its Secret:"
if secret=$(curl -sSfk -H "Authorization: Bearer $token" \
    "https://$APISERVER/api/v1/namespaces/shop/secrets/checkout"); then
  echo "$secret" | jq -r .data.PAYMENT_KEY | base64 -d
  echo
  won=yes
fi

echo "deleting the checkout (dry run):"
if curl -sSfk -o /dev/null -X DELETE -H "Authorization: Bearer $token" \
    "https://$APISERVER/api/v1/namespaces/shop/pods/checkout-0?dryRun=All"; then
  won=yes
fi

echo "a token of another ServiceAccount:"
if curl -sSfk -o /dev/null -X POST -H "Authorization: Bearer $token" -H 'Content-Type: application/json' \
    -d '{"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","spec":{}}' \
    "https://$APISERVER/api/v1/namespaces/shop/serviceaccounts/board/token"; then
  won=yes
fi

[ "$won" = yes ]
