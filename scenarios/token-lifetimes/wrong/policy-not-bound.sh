# A policy, and nothing that says where it holds.
set -e
kubectl apply -f /scenario/files/policy.yaml
