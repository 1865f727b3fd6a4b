# One namespace only, but everything in it: its secrets, its roles, its tokens.
set -e
kubectl -n payments create rolebinding deploy-bot --clusterrole=deploy-everything --serviceaccount=payments:deploy-bot
kubectl delete clusterrolebinding deploy-bot
