# The other ready-made role.
set -e
kubectl -n payments create rolebinding deploy-bot --clusterrole=admin --serviceaccount=payments:deploy-bot
kubectl delete clusterrolebinding deploy-bot
