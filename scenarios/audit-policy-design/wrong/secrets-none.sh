# What is not logged cannot leak. Nor can it be found.
set -e
sed 's|^rules:$|&\n- level: None\n  resources: [{group: "", resources: [secrets, configmaps, serviceaccounts/token]}, {group: authentication.k8s.io}]|' \
  /scenario/files/good.yaml > etc/kubernetes/audit/policy.yaml
. /scenario/files/restart.sh
