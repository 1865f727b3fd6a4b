# Used by solutions and wrong fixes: intake with the volume $1 (JSON) at /data, and nothing of the node.
kubectl -n orders patch deployment intake --type=json -p "[
  {\"op\": \"replace\", \"path\": \"/spec/template/spec/volumes\", \"value\": [$1]},
  {\"op\": \"replace\", \"path\": \"/spec/template/spec/containers/0/volumeMounts\", \"value\": [{\"name\": \"data\", \"mountPath\": \"/data\"}]},
  {\"op\": \"replace\", \"path\": \"/spec/template/spec/containers/0/args/3\", \"value\": \"--orders=/data/orders.jsonl\"}
]"
kubectl -n orders rollout status deployment intake --timeout=90s
