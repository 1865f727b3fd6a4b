# The thief, with the certificate of edge-3 and nothing else. Exit 0: a Secret could be
# read, or the machine could come back.
. /scenario/files/edge-3.sh
won=no

for secret in shipping/carrier-api shipping/label-signing backup/store; do
  echo "reading $secret:"
  edge -n "${secret%/*}" get secret "${secret#*/}" -o jsonpath='{.data}' && echo && won=yes
done

echo "registering anew:"
if ! edge get node edge-3 -o name; then
  printf '{"apiVersion": "v1", "kind": "Node", "metadata": {"name": "edge-3"}}' | edge create -f - && won=yes
fi

[ "$won" = yes ]
