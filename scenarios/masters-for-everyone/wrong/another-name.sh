# Signed by hand with the CA's key: every developer could have a name now. The group is
# the same.
set -e
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out tmp/dev.key
openssl req -new -key tmp/dev.key -subj "/O=system:masters/CN=developer-ines" -out tmp/dev.csr
openssl x509 -req -in tmp/dev.csr -CA etc/kubernetes/pki/ca.crt -CAkey etc/kubernetes/pki/ca.key -set_serial 77 -days 30 -out tmp/dev.crt
. /scenario/files/mount.sh
