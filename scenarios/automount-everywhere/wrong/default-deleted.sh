# The ServiceAccount is deleted. Another of the same name is there at once, and the
# binding goes by name.
set -e
kubectl -n market delete serviceaccount default
wait-for 20 kubectl -n market get serviceaccount default
kubectl -n market rollout restart deployment
. /scenario/files/rolled-out.sh
