# The overrides taken out where the default is good, with jq, and the API server last. The
# audit policy keeps writes only, and lies beside the keys, which are mounted already.
set -e
change() { # MANIFEST FILTER
  kubectl patch --local -f - --type=merge -p '{}' -o json < "etc/kubernetes/manifests/$1.yaml" |
    jq "def without(p): .spec.containers[0].command |= map(select(startswith(p) | not));
        def with(a): .spec.containers[0].command += [a];
        $2" > tmp/changed
  mv tmp/changed "etc/kubernetes/manifests/$1.yaml"
}
chmod 400 etc/kubernetes/manifests/node-agent.yaml
change kube-controller-manager 'without("--use-service-account") | with("--use-service-account-credentials") | with("--profiling=false")'
change kube-scheduler 'with("--profiling=false")'
change etcd 'without("--client-cert-auth") | without("--trusted-ca-file") | with("--client-cert-auth") | with("--trusted-ca-file=/etc/kubernetes/pki/etcd/ca.crt")'
wait-for 90 sh -c "! curl -sk -o /dev/null https://$ETCD/version"
wait-for 90 kubectl get --raw /readyz

sed -i -e '/^readOnlyPort:/d' -e '/^tlsMinVersion:/d' var/lib/kubelet/config.yaml
systemctl restart kubelet

cat > etc/kubernetes/pki/audit.yaml <<YAML
apiVersion: audit.k8s.io/v1
kind: Policy
rules:
- level: Metadata
  resources: [{group: "", resources: [secrets, configmaps, serviceaccounts/token]}]
- level: Request
  verbs: [create, update, patch, delete]
  resources: [{group: rbac.authorization.k8s.io}, {group: apps}]
YAML
change kube-apiserver 'without("--authorization-") | without("--token-auth-file") | without("--enable-admission-plugins") | without("--tls-min-version") | without("--tls-cipher-suites")
  | with("--authorization-mode=Node,RBAC") | with("--enable-admission-plugins=NodeRestriction,ServiceAccount") | with("--profiling=false")
  | with("--audit-policy-file=/etc/kubernetes/pki/audit.yaml") | with("--audit-log-path=/var/log/kubernetes/audit/audit.log")
  | .spec.containers[0].volumeMounts += [{name: "logs", mountPath: "/var/log/kubernetes/audit"}]
  | .spec.volumes += [{name: "logs", hostPath: {path: "/var/log/kubernetes/audit", type: "DirectoryOrCreate"}}]'
wait-restart kube-apiserver
