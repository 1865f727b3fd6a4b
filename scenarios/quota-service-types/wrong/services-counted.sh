# Six Services are enough for anyone. Which six, it does not say.
set -e
. /scenario/files/clear.sh
kubectl apply -f /scenario/files/limits.yaml
sed -e '/services.nodeports/d' -e 's|services.loadbalancers: "1"|count/services: "6"|' /scenario/files/quota.yaml | kubectl apply -f -
