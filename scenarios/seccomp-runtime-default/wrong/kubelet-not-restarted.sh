# The file is right. The kubelet has not read it.
set -e
sed -i -e '/^seccompDefault:/d' var/lib/kubelet/config.yaml
echo 'seccompDefault: true' >> var/lib/kubelet/config.yaml
kubectl -n batch rollout restart deployment plain
kubectl -n batch rollout status deployment plain --timeout=90s
sh /scenario/files/thumbs-and-parser.sh
