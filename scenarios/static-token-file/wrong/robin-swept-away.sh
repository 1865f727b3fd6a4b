# All done, and every other binding of the name thrown out: one was the colleague's.
set -e
. /scenario/files/account.sh
. /scenario/files/token.sh
kubectl delete rolebinding personnel -n people
. /scenario/files/flag.sh
