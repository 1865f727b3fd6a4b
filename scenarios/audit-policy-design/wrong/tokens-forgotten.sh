# Secrets and ConfigMaps without their bodies, and the rest with them, tokens included.
set -e
sed -e 's|^- level: Metadata # rest|- level: Metadata\n  resources: [{group: "", resources: [secrets, configmaps]}]\n- level: RequestResponse|' \
  /scenario/files/good.yaml > etc/kubernetes/audit/policy.yaml
. /scenario/files/restart.sh
