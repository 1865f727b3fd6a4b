# Team B's account. Exit 0: it deploys far more than three replicas, of any image,
# if need be after a change of the labels it may change.
b="kubectl --as=system:serviceaccount:team-b:deployer"
won=1
try() {
  echo "$1:"
  $b create --dry-run=server -f - <<'YAML' && won=0
apiVersion: apps/v1
kind: Deployment
metadata: {name: benchmark, namespace: team-b-test}
spec:
  replicas: 40
  selector: {matchLabels: {app: benchmark}}
  template:
    metadata: {labels: {app: benchmark}}
    spec:
      containers: [{name: c, image: "example.com/q9x/benchmark:latest"}]
YAML
}
try "forty replicas of somebody's image"
$b label namespace team-b-test team- limited- > /dev/null
try "the same without any label"
$b label namespace team-b-test team=a limited=no > /dev/null
exit $won
