# Used by the wrong fixes: new pods for the watchman, and no old one left.
kubectl -n shop rollout restart deployment watchman
kubectl -n shop rollout status deployment watchman --timeout=60s
wait-for 30 sh -c "test \$(kubectl -n shop get pods -l app=watchman -o name | wc -l) -eq 1"
