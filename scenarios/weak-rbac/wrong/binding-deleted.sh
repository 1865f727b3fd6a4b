# The grant is gone, and the bot with it.
set -e
kubectl delete clusterrolebinding deploy-bot
wait-for 40 sh -c 'kubectl -n payments logs deploy-bot-0 --tail=1 | grep -q failed'
