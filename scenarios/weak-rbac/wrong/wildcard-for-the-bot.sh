# Only the bot now, but still everything everywhere.
set -e
kubectl delete clusterrolebinding deploy-bot
kubectl create clusterrolebinding deploy-bot --clusterrole=deploy-everything --serviceaccount=payments:deploy-bot
