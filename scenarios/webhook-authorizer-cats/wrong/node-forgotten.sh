# The webhook and RBAC. There was a third one.
set -e
cp /scenario/files/policy.json etc/authorizer/policy.json
sed '/^- type: Node/,/name: node/d' /scenario/files/config.yaml > etc/kubernetes/authz/config.yaml
. /scenario/files/wire.sh
