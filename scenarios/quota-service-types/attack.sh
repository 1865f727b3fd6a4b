# Whoever holds the pipeline's token, ordering things. Exit 0: something was granted that
# the contract does not have. What was made is removed again.
token=$(kubectl -n kite create token builder) || exit 1
won=no

order() { # order PATH NAME JSON
  if curl -sSfk -o /dev/null -X POST -H "Authorization: Bearer $token" -H 'Content-Type: application/json' \
      -d "$3" "https://$APISERVER/$1"; then
    echo "granted: $2"
    won=yes
  else
    echo "refused: $2"
  fi
}

for n in 1 2 3; do
  order api/v1/namespaces/kite/services "load balancer $n" \
    "{\"apiVersion\":\"v1\",\"kind\":\"Service\",\"metadata\":{\"name\":\"loot-$n\"},\"spec\":{\"type\":\"LoadBalancer\",\"allocateLoadBalancerNodePorts\":false,\"ports\":[{\"port\":80}]}}"
done
order api/v1/namespaces/kite/services "a port on every node" \
  '{"apiVersion":"v1","kind":"Service","metadata":{"name":"loot-port"},"spec":{"type":"NodePort","ports":[{"port":80}]}}'
order apis/batch/v1/namespaces/kite/jobs "a Job of 500 pods" \
  '{"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"loot"},"spec":{"suspend":true,"parallelism":500,"completions":500,"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"c","image":"example.com/q9x/crunch:latest"}]}}}}'

kubectl -n kite delete service loot-1 loot-2 loot-3 loot-port --ignore-not-found > /dev/null
kubectl -n kite delete job loot --ignore-not-found > /dev/null
[ "$won" = yes ]
