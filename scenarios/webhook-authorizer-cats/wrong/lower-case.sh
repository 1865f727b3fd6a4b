# cats, CATS: who would tell them apart? The webhook.
set -e
sed 's/"CATS"\], "answer"/"cats"], "answer"/' /scenario/files/policy.json > etc/authorizer/policy.json
cp /scenario/files/config.yaml etc/kubernetes/authz/config.yaml
. /scenario/files/wire.sh
