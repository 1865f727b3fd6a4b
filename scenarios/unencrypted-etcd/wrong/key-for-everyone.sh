# All encrypted, and the key for everybody on the node to read.
set -e
. /scenario/solutions/secretbox.sh
chmod 755 etc/kubernetes/enc
chmod 644 etc/kubernetes/enc/encryption.yaml
