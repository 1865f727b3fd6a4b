# What the attacker does. Exit 0: it worked. The proof runs it on the fresh scenario,
# where it must work, and after each solution, where it must not.
set -e
token=$(kubectl create token reader -n shop)
curl -sSfk -H "Authorization: Bearer $token" "https://$APISERVER/api/v1/namespaces/shop/secrets/payment"
