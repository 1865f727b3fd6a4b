# "auto" sounds like somebody has thought of it. It makes server certificates.
set -e
. /scenario/files/etcd.sh
flags tmp/etcd.yaml auto-tls=true peer-auto-tls=true
put_in_place tmp/etcd.yaml peer-auto-tls=true
