# The binding goes, though it was not to be touched. Strangers still get a name.
set -e
kubectl delete clusterrolebinding partner-portal-launch
wait-for 10 sh -c "curl -sk -o /dev/null -w '%{http_code}' https://$APISERVER/api/v1/secrets | grep -q 403"
