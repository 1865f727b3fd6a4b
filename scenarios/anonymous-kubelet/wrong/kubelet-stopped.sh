# Nobody can misuse a kubelet that does not run. Nobody can use it either, and the
# control plane notices within a minute.
set -e
systemctl stop kubelet
kubectl wait --for=condition=Ready=Unknown "node/$NODE_NAME" --timeout=120s
