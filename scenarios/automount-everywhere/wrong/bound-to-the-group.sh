# default is named in no binding. The group that it is in is.
set -e
sh /scenario/solutions/at-the-serviceaccount.sh
kubectl -n market create rolebinding market-edit --clusterrole=edit --group=system:serviceaccounts:market
