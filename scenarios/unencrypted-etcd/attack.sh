# The buyer of the disk: reads what etcd stores, and asks the API server nothing. Exit 0:
# at least one of the secrets could be read.
won=no
etcdctl get --prefix --print-value-only /registry/secrets/ > tmp/strings || exit 1

for value in pk-live-plumcake-0417 walnut-harbour-lantern 90210-lighthouse never-gonna-let-this-down; do
  if grep -a -q "$value" tmp/strings; then
    echo "found: $value"
    won=yes
  fi
done
rm tmp/strings

[ "$won" = yes ]
