# What is counted, in two quotas made on the command line. No node port at all is no
# number but a rule, and a policy can say it for more than one tenant.
set -e
kubectl -n kite delete service edge-1 edge-2 mail-relay
kubectl -n kite delete job crunch

kubectl -n kite create quota objects --hard=services.loadbalancers=1,count/jobs.batch=2,count/pods=10
kubectl -n kite create quota compute --hard=requests.cpu=2,requests.memory=2Gi,limits.cpu=4,limits.memory=4Gi
kubectl apply -f - <<'YAML'
apiVersion: v1
kind: LimitRange
metadata:
  name: defaults
  namespace: kite
spec:
  limits:
  - type: Container
    defaultRequest: {cpu: 50m, memory: 32Mi}
    default: {cpu: 200m, memory: 128Mi}
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata:
  name: no-node-ports
spec:
  failurePolicy: Fail
  matchConstraints:
    resourceRules:
    - apiGroups: [""]
      apiVersions: [v1]
      resources: [services]
      operations: [CREATE, UPDATE]
  validations:
  - expression: "object.spec.type != 'NodePort'"
    message: Tenants have no node ports.
  - expression: "object.spec.type != 'LoadBalancer' || (has(object.spec.allocateLoadBalancerNodePorts) && !object.spec.allocateLoadBalancerNodePorts)"
    message: A load balancer has no node ports either.
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata:
  name: no-node-ports
spec:
  policyName: no-node-ports
  validationActions: [Deny]
  matchResources:
    namespaceSelector:
      matchLabels: {kubernetes.io/metadata.name: kite}
YAML
