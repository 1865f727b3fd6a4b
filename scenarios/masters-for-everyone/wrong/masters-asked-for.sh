# Another certificate in the same group. The API server refuses to have it signed, so all
# stays as it was.
set -e
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out tmp/dev.key
openssl req -new -key tmp/dev.key -subj "/O=system:masters/CN=jump" -out tmp/dev.csr
kubectl apply -f - <<YAML || true
apiVersion: certificates.k8s.io/v1
kind: CertificateSigningRequest
metadata:
  name: jump
spec:
  signerName: kubernetes.io/kube-apiserver-client
  usages: [client auth]
  request: $(base64 tmp/dev.csr | tr -d '\n')
YAML
