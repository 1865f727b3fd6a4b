kubectl get secrets -n shop
