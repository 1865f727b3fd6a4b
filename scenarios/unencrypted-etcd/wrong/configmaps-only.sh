# Encryption is on, for something else.
set -e
. /scenario/files/configuration.sh
sed -i 's/\[secrets\]/[configmaps]/' etc/kubernetes/enc/encryption.yaml

. /scenario/files/enable.sh
kubectl get secrets --all-namespaces -o json | kubectl replace -f -
