# Nobody comes in, and no invoice goes out.
set -e
kubectl -n ledger patch networkpolicy books --type=json -p '[{"op": "remove", "path": "/spec/ingress"}]'
