# Whoever holds the token of the lead's tool. Exit 0: one of three ways up is open. What
# would be written is written in dry runs.
won=no
token=$(kubectl -n team-a create token lead) || exit 1
ask() { curl -sSfk -H "Authorization: Bearer $token" -H 'Content-Type: application/json' "$@"; }
rbac="https://$APISERVER/apis/rbac.authorization.k8s.io/v1/namespaces/team-a"

echo "impersonate: a name made up, in the group system:masters:"
if list=$(ask -H 'Impersonate-User: nobody' -H 'Impersonate-Group: system:masters' "https://$APISERVER/api/v1/secrets"); then
  echo "$list" | jq -r '.items[] | .metadata.namespace + "/" + .metadata.name'
  won=yes
fi

echo "impersonate: the controller manager, by its name:"
if ask -o /dev/null -H 'Impersonate-User: system:kube-controller-manager' "https://$APISERVER/api/v1/secrets"; then
  won=yes
fi

echo "bind: cluster-admin for itself:"
if ask -X POST "$rbac/rolebindings?dryRun=All" -d '{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"RoleBinding",
    "metadata":{"name":"own"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"cluster-admin"},
    "subjects":[{"kind":"ServiceAccount","name":"lead","namespace":"team-a"}]}' | jq -r .roleRef.name | grep .; then
  won=yes
fi

echo "escalate: a role that says everything:"
if ask -X POST "$rbac/roles?dryRun=All" -d '{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"Role","metadata":{"name":"own"},
    "rules":[{"apiGroups":["*"],"resources":["*"],"verbs":["*"]}]}' | jq -c '.rules[]?' | grep .; then
  won=yes
fi

[ "$won" = yes ]
