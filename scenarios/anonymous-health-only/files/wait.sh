# Used by the wrong fixes: wait until the API shows the API server's pod with the given
# word in it, which is when the new one answers.
wait-for 90 sh -c "kubectl -n kube-system get pod kube-apiserver-$NODE_NAME -o yaml | grep -q -e $1"
wait-for 60 kubectl get --raw /readyz
