# The right policy under a new name. Policies add up, and the old one is still there.
set -e
sed 's/name: books}/name: books-strict}/' /scenario/solutions/named-namespace.sh > tmp/apply.sh
. ./tmp/apply.sh
