# Nothing, and then what is needed: names, the pods of the cluster, the API server, the bank. What nobody
# thought of is not among it.
set -e
server=$(kubectl -n default get endpointslices -l kubernetes.io/service-name=kubernetes -o jsonpath='{.items[0].endpoints[0].addresses[0]}')
for namespace in shop batch; do
  kubectl -n $namespace apply -f - <<YAML
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: leaving}
spec:
  podSelector: {}
  policyTypes: [Egress]
  egress:
  - to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}, podSelector: {matchLabels: {k8s-app: kube-dns}}}]
    ports: [{port: 53, protocol: UDP}, {port: 53, protocol: TCP}]
  - to: [{namespaceSelector: {}}]
    ports: [{port: 8080}]
  - to: [{ipBlock: {cidr: $server/32}}]
    ports: [{port: 6443}]
  - to: [{ipBlock: {cidr: 198.51.100.7/32}}]
    ports: [{port: 8080}]
YAML
done
kubectl -n batch delete networkpolicy open
sh /scenario/files/off-the-host.sh
