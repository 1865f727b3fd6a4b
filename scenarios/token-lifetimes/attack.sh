# Someone who holds the night shift's credential for a moment. Exit 0: they carry off a token
# that is good for longer than two days.
won=no
credential=$(kubectl -n ops create token night-shift --duration=10m) || exit 1

echo "asking for ten years as the watchman:"
if answer=$(curl -sSfk -X POST -H "Authorization: Bearer $credential" -H 'Content-Type: application/json' \
    -d '{"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","spec":{"expirationSeconds":315360000}}' \
    "https://$APISERVER/api/v1/namespaces/shop/serviceaccounts/watchman/token"); then
  echo "$answer" | jq -r '"until " + .status.expirationTimestamp'
  if echo "$answer" | jq -e '(.status.expirationTimestamp | fromdateiso8601) - now > 172800' > tmp/long; then
    won=yes
  fi
  rm -f tmp/long
fi

echo "reading the token in the watchman's pod:"
pod=$(kubectl -n shop get pods -l app=watchman --field-selector=status.phase=Running -o jsonpath='{.items[0].metadata.name}') || exit 1
if kubectl -n shop exec "$pod" -- cat /var/run/secrets/kubernetes.io/serviceaccount/token |
    jq -R -e 'split(".")[1] | @base64d | fromjson | "\(.exp - .iat) seconds" , (.exp - .iat > 172800)' > tmp/claims; then
  won=yes
fi
cat tmp/claims
rm -f tmp/claims

[ "$won" = yes ]
