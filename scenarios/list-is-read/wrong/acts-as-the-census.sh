# The counter reads no Secret any more. It may get a token of the one that does.
set -e
sh /scenario/solutions/rules-narrowed.sh
kubectl -n platform create role census-token --verb=create --resource=serviceaccounts/token --resource-name=census
kubectl -n platform create rolebinding census-token --role=census-token --serviceaccount=inventory:counter
