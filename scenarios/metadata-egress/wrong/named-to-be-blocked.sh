# The address is in the policy. A policy has no other word than yes.
set -e
sed -e 's/name: no-metadata/name: metadata/' -e 's|0.0.0.0/0, except: .*}}|169.254.0.0/16}}|' /scenario/solutions/all-but-that.sh > tmp/apply.sh
. ./tmp/apply.sh
