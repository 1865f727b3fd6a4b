# Every setting said in so many words, with sed, one component after the other.
set -e
manifests=etc/kubernetes/manifests
chmod 600 $manifests/node-agent.yaml

sed -i -e 's|--use-service-account-credentials=.*|--use-service-account-credentials=true|' \
  -e 's|^    - kube-controller-manager$|&\n    - --profiling=false|' $manifests/kube-controller-manager.yaml
sed -i 's|^    - kube-scheduler$|&\n    - --profiling=false|' $manifests/kube-scheduler.yaml

sed -i -e 's|^readOnlyPort: .*|readOnlyPort: 0|' -e 's|^tlsMinVersion: .*|tlsMinVersion: VersionTLS12|' \
  var/lib/kubelet/config.yaml
systemctl restart kubelet

sed -i -e 's|--client-cert-auth=false|--client-cert-auth=true|' -e 's|--trusted-ca-file=$|&/etc/kubernetes/pki/etcd/ca.crt|' $manifests/etcd.yaml
wait-for 90 sh -c "! curl -sk -o /dev/null https://$ETCD/version"
wait-for 90 kubectl get --raw /readyz

mkdir -p etc/kubernetes/audit
cat > etc/kubernetes/audit/policy.yaml <<YAML
apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules:
- level: None
  resources: [{group: coordination.k8s.io, resources: [leases]}]
- level: Metadata
YAML
sed -i \
  -e '/--authorization-policy-file=/d' \
  -e '/--token-auth-file=/d' \
  -e 's|--authorization-mode=.*|--authorization-mode=Node,RBAC|' \
  -e 's|--enable-admission-plugins=.*|--enable-admission-plugins=NodeRestriction|' \
  -e 's|--tls-min-version=.*|--tls-min-version=VersionTLS12|' \
  -e 's|--tls-cipher-suites=.*|--tls-cipher-suites=TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256|' \
  -e 's|^    - kube-apiserver$|&\n    - --profiling=false\n    - --audit-policy-file=/etc/kubernetes/audit/policy.yaml\n    - --audit-log-path=/var/log/kubernetes/audit/audit.log\n    - --audit-log-maxsize=100\n    - --audit-log-maxbackup=10|' \
  -e 's|^    volumeMounts:$|&\n    - mountPath: /etc/kubernetes/audit\n      name: audit-policy\n      readOnly: true\n    - mountPath: /var/log/kubernetes/audit\n      name: audit-log|' \
  -e 's|^  volumes:$|&\n  - hostPath:\n      path: /etc/kubernetes/audit\n      type: DirectoryOrCreate\n    name: audit-policy\n  - hostPath:\n      path: /var/log/kubernetes/audit\n      type: DirectoryOrCreate\n    name: audit-log|' \
  $manifests/kube-apiserver.yaml
wait-restart kube-apiserver
rm etc/kubernetes/tokens/tokens.csv
