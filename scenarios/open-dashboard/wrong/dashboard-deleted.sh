# No dashboard, no hole. No dashboard for team A either, and the account and its rights
# are still there for the next pod that uses it.
set -e
kubectl -n kubernetes-dashboard delete deployment kubernetes-dashboard
kubectl -n kubernetes-dashboard wait --for=delete pod -l app=kubernetes-dashboard --timeout=60s
