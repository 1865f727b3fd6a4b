# One entry that asks for both labels. blue can write both.
set -e
sed -e '/^kubectl apply/,/^YAML/d' -e '/^wait-for/d' /scenario/solutions/label-protected.sh > tmp/apply.sh
. ./tmp/apply.sh
