# A right fix, followed by a spring clean: every binding to a large group goes, Kubernetes'
# own and team B's included.
set -e
sh /scenario/solutions/role-and-rolebinding.sh
kubectl delete clusterrolebinding system:basic-user system:discovery
kubectl -n team-b delete rolebinding reporter-settings
