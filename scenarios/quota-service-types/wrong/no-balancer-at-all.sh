# Zero is safer than one.
set -e
. /scenario/files/clear.sh
kubectl apply -f /scenario/files/limits.yaml
sed 's|services.loadbalancers: "1"|services.loadbalancers: "0"|' /scenario/files/quota.yaml | kubectl apply -f -
