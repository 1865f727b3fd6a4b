# What cannot be read cannot leak: the old Secrets are deleted.
set -e
. /scenario/files/configuration.sh
. /scenario/files/enable.sh
kubectl -n payroll delete secret bank-transfer
kubectl -n ops delete secret backup-store
kubectl get secrets --all-namespaces -o json | kubectl replace -f -
