# One Secret is written again from the copy in the repository, which holds placeholders.
set -e
. /scenario/solutions/secretbox.sh
kubectl -n payroll create secret generic bank-transfer --from-literal=user=CHANGEME --from-literal=pin=CHANGEME \
  --dry-run=client -o yaml | kubectl replace -f -
