# The ready-made role that may make bindings.
set -e
kubectl -n team-a create rolebinding lead-admin --clusterrole=admin --serviceaccount=team-a:lead
kubectl -n team-a delete rolebinding lead
kubectl delete clusterrolebinding team-lead-extras
