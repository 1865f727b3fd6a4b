# Used by solutions and wrong fixes: stats on the pods' network, and nobody on the node's from now on.
kubectl -n batch patch deployment stats -p '{"spec": {"template": {"spec": {"hostNetwork": false}}}}'
kubectl -n batch rollout status deployment stats --timeout=90s
kubectl label namespace shop batch pod-security.kubernetes.io/enforce=baseline
