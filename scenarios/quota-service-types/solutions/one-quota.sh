# One quota says all that is counted; a LimitRange fills in what containers leave out.
set -e
kubectl -n kite delete service edge-1 edge-2 mail-relay
kubectl -n kite delete job crunch --cascade=foreground

kubectl apply -f - <<'YAML'
apiVersion: v1
kind: LimitRange
metadata:
  name: defaults
  namespace: kite
spec:
  limits:
  - type: Container
    defaultRequest: {cpu: 100m, memory: 64Mi}
    default: {cpu: 400m, memory: 256Mi}
---
apiVersion: v1
kind: ResourceQuota
metadata:
  name: contract
  namespace: kite
spec:
  hard:
    services.nodeports: "0"
    services.loadbalancers: "1"
    count/jobs.batch: "2"
    pods: "10"
    requests.cpu: "2"
    requests.memory: 2Gi
YAML
# Pods from before have no requests; new ones get them.
kubectl -n kite rollout restart deployment shop
kubectl -n kite rollout status deployment shop --timeout=60s
