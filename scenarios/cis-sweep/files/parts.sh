# Used by the wrong fixes: the right changes, component by component. Those which somebody
# gets wrong are called with what they say instead, or not at all.
manifests=etc/kubernetes/manifests
controllers() { # ACCOUNTS
  sed -i -e "s|--use-service-account-credentials=.*|--use-service-account-credentials=$1|" \
    -e 's|^    - kube-controller-manager$|&\n    - --profiling=false|' $manifests/kube-controller-manager.yaml
  wait-for 90 sh -c "kubectl -n kube-system get pod kube-controller-manager-$NODE_NAME -o yaml | grep -q -e --profiling=false"
}
scheduler() {
  sed -i 's|^    - kube-scheduler$|&\n    - --profiling=false|' $manifests/kube-scheduler.yaml
}
kubelet() {
  sed -i -e 's|^readOnlyPort: .*|readOnlyPort: 0|' -e 's|^tlsMinVersion: .*|tlsMinVersion: VersionTLS12|' \
    var/lib/kubelet/config.yaml
}
etcd() {
  sed -i -e 's|--client-cert-auth=false|--client-cert-auth=true|' -e 's|--trusted-ca-file=$|&/etc/kubernetes/pki/etcd/ca.crt|' $manifests/etcd.yaml
  wait-for 90 sh -c "! curl -sk -o /dev/null https://$ETCD/version"
  wait-for 90 kubectl get --raw /readyz
}
api_server() { # MODES TLS
  mkdir -p etc/kubernetes/audit
  cat > etc/kubernetes/audit/policy.yaml <<YAML
apiVersion: audit.k8s.io/v1
kind: Policy
rules:
- level: Metadata
YAML
  sed -i \
    -e '/--token-auth-file=/d' \
    -e "s|--authorization-mode=.*|--authorization-mode=$1|" \
    -e "s|--tls-min-version=.*|--tls-min-version=$2|" \
    -e 's|^    - kube-apiserver$|&\n    - --profiling=false\n    - --audit-policy-file=/etc/kubernetes/audit/policy.yaml\n    - --audit-log-path=/var/log/kubernetes/audit/audit.log|' \
    -e 's|^    volumeMounts:$|&\n    - mountPath: /etc/kubernetes/audit\n      name: audit-policy\n      readOnly: true\n    - mountPath: /var/log/kubernetes/audit\n      name: audit-log|' \
    -e 's|^  volumes:$|&\n  - hostPath:\n      path: /etc/kubernetes/audit\n      type: DirectoryOrCreate\n    name: audit-policy\n  - hostPath:\n      path: /var/log/kubernetes/audit\n      type: DirectoryOrCreate\n    name: audit-log|' \
    $manifests/kube-apiserver.yaml
  if [ "$2" != VersionTLS10 ]; then
    sed -i '/--tls-cipher-suites=/d' $manifests/kube-apiserver.yaml
  fi
  case "$1" in
    *ABAC*) ;;
    *) sed -i -e '/--authorization-policy-file=/d' -e 's|--enable-admission-plugins=.*|--enable-admission-plugins=NodeRestriction|' $manifests/kube-apiserver.yaml ;;
  esac
}
api_ready() {
  wait-restart kube-apiserver
}
