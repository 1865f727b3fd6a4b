# The ready-made role that looks right.
set -e
kubectl -n payments create rolebinding deploy-bot --clusterrole=edit --serviceaccount=payments:deploy-bot
kubectl delete clusterrolebinding deploy-bot
