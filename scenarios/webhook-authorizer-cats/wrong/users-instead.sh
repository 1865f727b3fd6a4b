# The cats are known by name: tom, mia and felix. So the users are refused, in the
# group or not.
set -e
cat > etc/authorizer/policy.json <<'JSON'
{"rules": [{"users": ["tom", "mia", "felix"], "answer": "deny", "reason": "no CATS allowed"}]}
JSON
sed "s/'CATS' in request.groups/request.user in ['tom', 'mia', 'felix']/" /scenario/files/config.yaml > etc/kubernetes/authz/config.yaml
. /scenario/files/wire.sh
