# The group is gone from the binding; every ServiceAccount it stood for is named instead.
set -e
kubectl create clusterrolebinding deploy-bots --clusterrole=deploy-everything \
  --serviceaccount=payments:deploy-bot --serviceaccount=payments:default \
  --serviceaccount=team-b:default --serviceaccount=team-b:reporter
kubectl delete clusterrolebinding deploy-bot
