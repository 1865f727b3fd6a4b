# Someone inside team B's reporter, with nothing but its mounted token. Exit 0: the
# token reached something of another team, or could have been made an administrator's.
won=no
token=$(kubectl -n team-b create token reporter) || exit 1

echo "reading the ledger's database password:"
if secret=$(curl -sSfk -H "Authorization: Bearer $token" \
    "https://$APISERVER/api/v1/namespaces/payments/secrets/ledger-db"); then
  echo "$secret" | jq -r .data.password | base64 -d
  echo
  won=yes
fi

echo "listing the secrets of the control plane's namespace:"
if curl -sSfk -o /dev/null -H "Authorization: Bearer $token" \
    "https://$APISERVER/api/v1/namespaces/kube-system/secrets"; then
  won=yes
fi

echo "starting a pod as somebody else (dry run):"
if curl -sSfk -o /dev/null -X POST -H "Authorization: Bearer $token" -H 'Content-Type: application/json' \
    -d '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"guest"},"spec":{"serviceAccountName":"deploy-bot","containers":[{"name":"c","image":"hardenway/workload:v1"}]}}' \
    "https://$APISERVER/api/v1/namespaces/payments/pods?dryRun=All"; then
  won=yes
fi

[ "$won" = yes ]
