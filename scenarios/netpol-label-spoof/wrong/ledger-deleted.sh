# What is gone is read by nobody.
set -e
kubectl -n ledger delete statefulset books
kubectl -n ledger wait --for=delete pod/books-0 --timeout=60s
