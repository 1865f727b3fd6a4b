# Someone in tenant blue's pod labels it, and its namespace, like the ledger's client. Exit 0: the
# ledger answered.
set -e
seen=$(kubectl -n tenant-blue exec deployment/scout -- sh /scout/spoof.sh)
echo "$seen"
echo "$seen" | grep -q '^books=200$'
