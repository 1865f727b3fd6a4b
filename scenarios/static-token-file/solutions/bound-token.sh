# Another namespace for the account, so that who may work in shop cannot take its tokens; the
# token is bound to a Secret, by which it can be revoked, and lies in a file of its own.
set -e
kubectl create namespace ci
kubectl create serviceaccount runner -n ci
kubectl create secret generic runner-token -n ci
kubectl delete rolebinding ci-deploys -n shop
kubectl create rolebinding runner -n shop --role=deployer --serviceaccount=ci:runner
kubectl create token runner -n ci --duration=12h --bound-object-kind=Secret --bound-object-name=runner-token > etc/ci/token
chmod 600 etc/ci/token
sed -i 's|token: .*|tokenFile: /etc/ci/token|' etc/ci/kubeconfig

manifest=etc/kubernetes/manifests/kube-apiserver.yaml
kubectl patch --local -f - --type=merge -p '{}' -o json < $manifest |
  jq '.spec.containers[0].command |= map(select(startswith("--token-auth-file=") | not))
    | .spec.containers[0].volumeMounts |= map(select(.name != "tokens"))
    | .spec.volumes |= map(select(.name != "tokens"))' > tmp/kube-apiserver.yaml
mv tmp/kube-apiserver.yaml $manifest
wait-restart kube-apiserver
