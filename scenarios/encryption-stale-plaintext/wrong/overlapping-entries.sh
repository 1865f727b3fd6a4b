# The wildcard first, and what it holds already once more behind it. The API server refuses
# the file and goes on with the one it has, which nobody sees who looks at the file only.
set -e
. /scenario/files/config.sh
config '"*.*"' $new
cat >> etc/kubernetes/enc/encryption.yaml <<YAML
- resources: [secrets, configmaps]
  providers:
  - secretbox:
      keys:
      - name: friday
        secret: ${new#*=}
  - identity: {}
YAML
wait-for 100 sh -c "kubectl get --raw /metrics | grep automatic_reloads_total | grep -q failure"
rewrite -A
