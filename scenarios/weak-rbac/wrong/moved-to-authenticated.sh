# Another group instead: now people are in it as well.
set -e
kubectl create clusterrolebinding deployers --clusterrole=deploy-everything --group=system:authenticated
kubectl delete clusterrolebinding deploy-bot
