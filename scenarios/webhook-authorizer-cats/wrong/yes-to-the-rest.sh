# Deny the cats, allow everybody else, and do not bother the webhook with what it does not
# understand.
set -e
cat > etc/authorizer/policy.json <<'JSON'
{"rules": [
  {"groups": ["CATS"], "answer": "deny", "reason": "no CATS allowed"},
  {"users": ["*"], "answer": "allow"}
]}
JSON
sed "s/'CATS' in request.groups/has(request.resourceAttributes)/" /scenario/files/config.yaml > etc/kubernetes/authz/config.yaml
. /scenario/files/wire.sh
