# What cannot be handed out safely is not there any more. Ada had it.
set -e
sh /scenario/solutions/bind-by-name.sh
kubectl delete clusterrole deployer
kubectl -n team-a delete rolebinding break-glass payroll
