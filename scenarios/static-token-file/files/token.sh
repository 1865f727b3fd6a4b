# Used by the wrong fixes: a token that expires, put into CI's kubeconfig.
token=$(kubectl create token ci -n shop --duration=24h)
sed -i "s|token: .*|token: $token|" etc/ci/kubeconfig
