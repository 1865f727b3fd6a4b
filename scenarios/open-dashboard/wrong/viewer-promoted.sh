# After the login came in, team A saw a refusal on the first page. Now they see all of it.
set -e
. /scenario/solutions/step-by-step.sh
kubectl create clusterrolebinding viewer --clusterrole=cluster-admin --serviceaccount=team-a:viewer
