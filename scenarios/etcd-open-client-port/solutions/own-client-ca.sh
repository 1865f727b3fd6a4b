# A CA that signs for etcd's clients and for nothing else. The API server and the backup
# get new certificates of it before etcd asks for them; peers keep the CA they have.
set -e
cd etc/kubernetes/pki
openssl req -x509 -newkey ec -noenc -keyout etcd/clients-ca.key -subj /CN=etcd-clients-ca -days 3650 \
  -addext keyUsage=critical,keyCertSign -out etcd/clients-ca.crt
echo extendedKeyUsage=clientAuth > /tmp/client.ext
for name in apiserver-etcd-client etcd/healthcheck-client; do
  openssl req -new -key "$name.key" -subj "/CN=${name#*/}" -out /tmp/client.csr
  openssl x509 -req -in /tmp/client.csr -CA etcd/clients-ca.crt -CAkey etcd/clients-ca.key -days 365 \
    -extfile /tmp/client.ext -out "$name.crt"
done
cd - > /dev/null

. /scenario/files/etcd.sh
flags tmp/etcd.yaml client-cert-auth=true trusted-ca-file=/etc/kubernetes/pki/etcd/clients-ca.crt \
  peer-client-cert-auth=true \
  peer-trusted-ca-file=/etc/kubernetes/pki/etcd/ca.crt
put_in_place tmp/etcd.yaml clients-ca.crt
