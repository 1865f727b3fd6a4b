# Ten replicas and both registries, for everybody. The label goes back on.
set -e
kubectl patch validatingadmissionpolicy deployment-limits --type=json -p '[
  {"op": "replace", "path": "/spec/validations", "value": [
    {"expression": "object.spec.replicas <= 10"},
    {"expression": "variables.containers.all(c, c.image.startsWith(\"hardenway/\") || c.image.startsWith(\"example.com/b/\"))"}]}
]'
kubectl label namespace team-b team-b-test team-c limited=yes --overwrite
