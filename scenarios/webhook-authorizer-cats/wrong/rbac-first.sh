# The webhook last, for whoever RBAC has not allowed by then.
set -e
cp /scenario/files/policy.json etc/authorizer/policy.json
{
  sed '/^- type: Webhook/,$d' /scenario/files/config.yaml
  printf -- '- {type: Node, name: node}\n- {type: RBAC, name: rbac}\n'
  sed -n '/^- type: Webhook/,/CATS/p' /scenario/files/config.yaml
} > etc/kubernetes/authz/config.yaml
. /scenario/files/wire.sh
