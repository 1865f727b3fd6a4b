# The grant is gone, and the bot with it.
set -e
kubectl delete clusterrolebinding deploy-bot
