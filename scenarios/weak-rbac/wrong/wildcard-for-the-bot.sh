# Only the bot now, but still everything everywhere.
set -e
kubectl delete clusterrolebinding deploy-bot
kubectl create clusterrolebinding deploy-bot --clusterrole=deploy-everything --serviceaccount=payments:deploy-bot
wait-for 40 sh -c 'kubectl -n payments logs deploy-bot-0 --tail=1 | grep -q rolled'
