# The right addresses in the wrong direction: who may come in.
set -e
sed -e 's/Egress/Ingress/' -e 's/egress:/ingress:/' -e 's/ to: / from: /' /scenario/solutions/all-but-that.sh > tmp/apply.sh
. ./tmp/apply.sh
