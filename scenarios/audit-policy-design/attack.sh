# Someone who reads the log and never asks the API server for a Secret. Exit 0: a password
# that a colleague has just stored stands in it.
won=no
log=var/log/kubernetes/audit/audit.log

password=$(head -c 12 /dev/urandom | base64)
kubectl -n shop create secret generic courier-login --from-literal=password="$password" > tmp/made || exit 1
kubectl -n shop delete secret courier-login > tmp/made
rm tmp/made

echo "looking for the password that was stored a moment ago:"
if grep courier-login "$log" | grep -F "$(printf %s "$password" | base64)" > tmp/found; then
  jq -r 'select(.verb == "create") | "\(.user.username) stored \(.requestObject.data.password | @base64d)"' tmp/found
  won=yes
fi
rm -f tmp/found

[ "$won" = yes ]
