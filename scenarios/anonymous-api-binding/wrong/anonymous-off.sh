# Nobody without a credential, the load balancer included. The bindings stay.
set -e
sed -i 's|^    - kube-apiserver$|&\n    - --anonymous-auth=false|' etc/kubernetes/manifests/kube-apiserver.yaml
wait-restart kube-apiserver
wait-for 60 sh -c 'curl -sk "https://$APISERVER/livez" | grep -q Unauthorized'
wait-for 60 kubectl get --raw /readyz
