# Used by the wrong fixes: the atelier out of the binding.
kubectl patch clusterrolebinding volume-manager --type=json -p '[{"op": "remove", "path": "/subjects/1"}]'
