# Two pods run, so two pods are allowed.
set -e
. /scenario/files/clear.sh
kubectl apply -f /scenario/files/limits.yaml
sed 's|pods: "10"|pods: "2"|' /scenario/files/quota.yaml | kubectl apply -f -
