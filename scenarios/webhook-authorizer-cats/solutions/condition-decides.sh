# The condition in the API server decides whom it is about; whoever gets to the webhook
# is denied. The Node authorizer may come first: it never speaks for a cat.
set -e
echo '{"rules": [{"answer": "deny", "reason": "not for you"}]}' > etc/authorizer/policy.json
sed "s|server: .*|server: https://$NODE_ADDRESS:9443/authorize|" etc/kubernetes/authz/authorizer.kubeconfig > tmp/k
mv tmp/k etc/kubernetes/authz/authorizer.kubeconfig
cat > etc/kubernetes/authz/authorization.yaml <<'YAML'
apiVersion: apiserver.config.k8s.io/v1
kind: AuthorizationConfiguration
authorizers:
- {type: Node, name: node}
- type: Webhook
  name: no-cats
  webhook:
    connectionInfo: {type: KubeConfigFile, kubeConfigFile: /etc/kubernetes/authz/authorizer.kubeconfig}
    subjectAccessReviewVersion: v1
    matchConditionSubjectAccessReviewVersion: v1
    timeout: 2s
    authorizedTTL: 5s
    unauthorizedTTL: 5s
    failurePolicy: Deny
    matchConditions:
    - expression: has(request.groups) && request.groups.exists(g, g == "CATS")
    - expression: "!('system:nodes' in request.groups)"
- {type: RBAC, name: rbac}
YAML
manifest=etc/kubernetes/manifests/kube-apiserver.yaml
sed -i 's|--authorization-mode=.*|--authorization-config=/etc/kubernetes/authz/authorization.yaml|' $manifest
kubectl patch --local -f - --type=json -o yaml -p '[
  {"op": "add", "path": "/spec/containers/0/volumeMounts/-", "value": {"name": "authz", "mountPath": "/etc/kubernetes/authz", "readOnly": true}},
  {"op": "add", "path": "/spec/volumes/-", "value": {"name": "authz", "hostPath": {"path": "/etc/kubernetes/authz", "type": "Directory"}}}
]' < $manifest > tmp/kube-apiserver.yaml
mv tmp/kube-apiserver.yaml $manifest
wait-restart kube-apiserver
