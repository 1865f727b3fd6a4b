# A roleRef cannot be changed, so the binding is made anew, with a role that may do nothing.
set -e
kubectl create clusterrole nothing --verb=get --resource=configmaps --resource-name=none
kubectl get clusterrolebinding partner-portal-launch -o json | jq '.roleRef.name = "nothing" | del(.metadata.uid, .metadata.resourceVersion)' > tmp/binding.json
kubectl replace --force -f tmp/binding.json
rm tmp/binding.json
wait-for 10 sh -c "curl -sk -o /dev/null -w '%{http_code}' https://$APISERVER/api/v1/secrets | grep -q 403"
