# No strangers at all. The load balancer is one, and so is the kubelet's probe.
set -e
sed -i 's|--anonymous-auth=true|--anonymous-auth=false|' etc/kubernetes/manifests/kube-apiserver.yaml
. /scenario/files/wait.sh anonymous-auth=false
