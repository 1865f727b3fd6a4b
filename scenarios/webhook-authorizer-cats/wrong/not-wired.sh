# A policy, a kubeconfig, a configuration. Who reads it?
set -e
cp /scenario/files/policy.json etc/authorizer/policy.json
sed -i "s|ADDRESS-OF-THE-NODE|$NODE_ADDRESS|" etc/kubernetes/authz/authorizer.kubeconfig
cp /scenario/files/config.yaml etc/kubernetes/authz/config.yaml
