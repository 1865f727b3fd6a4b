# Every pod says no. The menu says no as well, and asks for the one token it wants, for an
# hour, at the usual place. The ServiceAccount default stays as Kubernetes made it.
set -e
for d in flyers prices search photos mail stats cart coupons clock; do
  kubectl -n market patch deployment $d -p '{"spec": {"template": {"spec": {"automountServiceAccountToken": false}}}}'
done
kubectl -n market create serviceaccount menu-reader
kubectl -n market create role menu-reader --verb=get,list,watch --resource=configmaps
kubectl -n market create rolebinding menu-reader --role=menu-reader --serviceaccount=market:menu-reader
kubectl -n market patch deployment menu -p '{"spec": {"template": {"spec": {
  "serviceAccountName": "menu-reader",
  "automountServiceAccountToken": false,
  "volumes": [{"name": "token", "projected": {"sources": [{"serviceAccountToken": {"path": "token", "expirationSeconds": 3600}}]}}],
  "containers": [{"name": "app", "volumeMounts": [{"name": "token", "readOnly": true, "mountPath": "/var/run/secrets/kubernetes.io/serviceaccount"}]}]
}}}}'
kubectl -n market delete rolebinding default-edit
. /scenario/files/rolled-out.sh
