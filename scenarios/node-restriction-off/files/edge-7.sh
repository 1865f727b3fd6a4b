# The credentials of edge-7, as they lay on its disk: a client certificate of the
# cluster's CA for the user system:node:edge-7 in the group system:nodes.
openssl req -new -newkey ec -noenc -keyout tmp/edge-7.key -subj /O=system:nodes/CN=system:node:edge-7 -out tmp/edge-7.csr
echo extendedKeyUsage=clientAuth > tmp/edge-7.ext
openssl x509 -req -in tmp/edge-7.csr -CA etc/kubernetes/pki/ca.crt -CAkey etc/kubernetes/pki/ca.key -days 1 \
  -extfile tmp/edge-7.ext -out tmp/edge-7.crt 2>/dev/null
edge() { kubectl --client-certificate=tmp/edge-7.crt --client-key=tmp/edge-7.key "$@"; }
