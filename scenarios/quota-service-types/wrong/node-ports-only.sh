# A load balancer comes with a node port, so no node ports means no load balancer. Usually.
set -e
. /scenario/files/clear.sh
kubectl apply -f /scenario/files/limits.yaml
sed '/services.loadbalancers/d' /scenario/files/quota.yaml | kubectl apply -f -
