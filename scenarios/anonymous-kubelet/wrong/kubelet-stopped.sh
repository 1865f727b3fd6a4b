# Nobody can misuse a kubelet that does not run. Nobody can use it either, and after a
# minute the control plane gives the node up.
set -e
systemctl stop kubelet
