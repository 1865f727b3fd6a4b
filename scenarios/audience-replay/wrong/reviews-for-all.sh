# Nobody has to log in to ask about a token. That was not the trouble.
set -e
kubectl create clusterrolebinding reviews-for-all --clusterrole=system:auth-delegator --group=system:unauthenticated
