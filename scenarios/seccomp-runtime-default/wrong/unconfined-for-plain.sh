# The vendor's manual says: if it does not start, take Unconfined. It was never tried without.
set -e
sed -i -e '/^seccompDefault:/d' var/lib/kubelet/config.yaml
echo 'seccompDefault: true' >> var/lib/kubelet/config.yaml
systemctl restart kubelet
wait-for 60 curl -sk -o /dev/null "https://$NODE_ADDRESS:$KUBELET_PORT/healthz"
wait-for 60 kubectl get --raw /readyz
kubectl -n batch patch deployment plain -p '{"spec": {"template": {"spec": {"securityContext": {"seccompProfile": {"type": "Unconfined"}}}}}}'
kubectl -n batch rollout status deployment plain --timeout=90s
sh /scenario/files/thumbs-and-parser.sh
