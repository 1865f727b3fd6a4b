# The pods are counted in a scope of their own: those without any requests. The LimitRange
# gives every pod some.
set -e
. /scenario/files/clear.sh
kubectl apply -f /scenario/files/limits.yaml
sed '/ pods:/d' /scenario/files/quota.yaml | kubectl apply -f -
kubectl -n kite create quota pods --hard=pods=10 --scopes=BestEffort
