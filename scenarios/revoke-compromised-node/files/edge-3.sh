# What lay on the disk of edge-3: a client certificate of the cluster's CA, good for
# months to come, for the user system:node:edge-3 in the group system:nodes.
openssl req -new -newkey ec -noenc -keyout tmp/edge-3.key -subj /O=system:nodes/CN=system:node:edge-3 -out tmp/edge-3.csr
echo extendedKeyUsage=clientAuth > tmp/edge-3.ext
openssl x509 -req -in tmp/edge-3.csr -CA etc/kubernetes/pki/ca.crt -CAkey etc/kubernetes/pki/ca.key -days 200 \
  -extfile tmp/edge-3.ext -out tmp/edge-3.crt 2>/dev/null
edge() { kubectl --client-certificate=tmp/edge-3.crt --client-key=tmp/edge-3.key "$@"; }
