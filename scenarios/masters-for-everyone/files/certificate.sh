# A client certificate for $user in $group, by way of the certificates API: tmp/dev.key, tmp/dev.crt.
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out tmp/dev.key
openssl req -new -key tmp/dev.key -subj "/O=$group/CN=$user" -out tmp/dev.csr
kubectl apply -f - <<YAML
apiVersion: certificates.k8s.io/v1
kind: CertificateSigningRequest
metadata:
  name: jump
spec:
  signerName: kubernetes.io/kube-apiserver-client
  expirationSeconds: 86400
  usages: [client auth]
  request: $(base64 tmp/dev.csr | tr -d '\n')
YAML
kubectl certificate approve jump
wait-for 20 sh -c 'kubectl get csr jump -o jsonpath="{.status.certificate}" | grep -q .'
kubectl get csr jump -o jsonpath='{.status.certificate}' | base64 -d > tmp/dev.crt
