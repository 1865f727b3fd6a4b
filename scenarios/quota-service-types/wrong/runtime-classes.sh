# Instances of a runtime class shall be limited. The name is accepted, and counts nothing
# that a pod is.
set -e
. /scenario/files/clear.sh
kubectl apply -f /scenario/files/limits.yaml
sed 's|pods: "10"|count/runtimeclasses.node.k8s.io: "10"|' /scenario/files/quota.yaml | kubectl apply -f -
