# A subPath: the pod sees one directory. Who may create pods picks another.
set -e
kubectl -n orders patch deployment intake --type=json -p '[
  {"op": "replace", "path": "/spec/template/spec/containers/0/volumeMounts", "value": [
    {"name": "node", "mountPath": "/data", "subPath": "var/lib/intake"}]},
  {"op": "replace", "path": "/spec/template/spec/containers/0/args/3", "value": "--orders=/data/orders.jsonl"}
]'
kubectl -n orders rollout status deployment intake --timeout=90s
kubectl -n orders delete pod toolbox --now
