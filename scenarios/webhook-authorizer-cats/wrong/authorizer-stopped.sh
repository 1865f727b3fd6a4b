# All of it, and then the webhook is stopped: an error is a refusal, after all.
set -e
cp /scenario/files/policy.json etc/authorizer/policy.json
cp /scenario/files/config.yaml etc/kubernetes/authz/config.yaml
. /scenario/files/wire.sh
rm etc/kubernetes/manifests/authorizer.yaml
wait-for 30 sh -c '! curl -sk https://$NODE_ADDRESS:9443/healthz >/dev/null'
