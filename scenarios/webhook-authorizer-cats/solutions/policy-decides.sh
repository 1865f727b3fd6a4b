# The policy first, then the way to it, the configuration, and the API server last.
set -e
cat > etc/authorizer/policy.json <<'JSON'
{"rules": [{"groups": ["CATS"], "answer": "deny", "reason": "no CATS allowed"}]}
JSON
sed -i "s|ADDRESS-OF-THE-NODE|$NODE_ADDRESS|" etc/kubernetes/authz/authorizer.kubeconfig
cat > etc/kubernetes/authz/config.yaml <<'YAML'
apiVersion: apiserver.config.k8s.io/v1
kind: AuthorizationConfiguration
authorizers:
- type: Webhook
  name: cats
  webhook:
    connectionInfo: {type: KubeConfigFile, kubeConfigFile: /etc/kubernetes/authz/authorizer.kubeconfig}
    subjectAccessReviewVersion: v1
    matchConditionSubjectAccessReviewVersion: v1
    timeout: 3s
    authorizedTTL: 30s
    unauthorizedTTL: 30s
    failurePolicy: Deny
    matchConditions:
    - expression: "'CATS' in request.groups"
- {type: Node, name: node}
- {type: RBAC, name: rbac}
YAML
sed -i \
  -e 's|^    - --authorization-mode=.*|    - --authorization-config=/etc/kubernetes/authz/config.yaml|' \
  -e 's|^    volumeMounts:$|&\n    - mountPath: /etc/kubernetes/authz\n      name: authz\n      readOnly: true|' \
  -e 's|^  volumes:$|&\n  - hostPath:\n      path: /etc/kubernetes/authz\n      type: DirectoryOrCreate\n    name: authz|' \
  etc/kubernetes/manifests/kube-apiserver.yaml
wait-restart kube-apiserver
