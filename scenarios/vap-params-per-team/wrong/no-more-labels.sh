# All right, and the teams may not label anything any more, to be sure.
set -e
. /scenario/files/apply.sh
for ns in team-a team-b team-b-test; do
  kubectl -n $ns delete rolebinding namespace-labels
done
