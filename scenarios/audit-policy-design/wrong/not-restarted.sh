# The file is right. The API server has read the old one.
set -e
cp /scenario/files/good.yaml etc/kubernetes/audit/policy.yaml
