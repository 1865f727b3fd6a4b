# The node has a default for whoever says nothing. Then the containers are made anew: a profile is
# taken when a container starts.
set -e
sed -i -e '/^seccompDefault:/d' var/lib/kubelet/config.yaml
echo 'seccompDefault: true' >> var/lib/kubelet/config.yaml
systemctl restart kubelet
wait-for 60 curl -sk -o /dev/null "https://$NODE_ADDRESS:$KUBELET_PORT/healthz"
wait-for 60 kubectl get --raw /readyz
kubectl -n batch rollout restart deployment plain
kubectl -n batch rollout status deployment plain --timeout=90s
sh /scenario/files/thumbs-and-parser.sh
