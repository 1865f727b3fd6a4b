# The kubelet is what got in, so the kubelet loses its rights. etcd never asked about those.
set -e
. /scenario/files/pki.sh
kubectl -n orders delete secret bank
set_flags kube-apiserver authorization-mode=RBAC
until kubectl -n kube-system get pod "kube-apiserver-$NODE_NAME" -o yaml 2>/dev/null | grep -q authorization-mode=RBAC; do
  if ! kubectl auth can-i update nodes --as="system:node:$NODE_NAME" --as-group=system:nodes -q 2>/dev/null && kubectl get --raw /readyz >/dev/null 2>&1; then break; fi
  sleep 1
done
wait-for 60 kubectl get --raw /readyz
