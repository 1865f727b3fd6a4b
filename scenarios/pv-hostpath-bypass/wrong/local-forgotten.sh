# One of the two kinds of volumes that are a directory of a node.
set -e
. /scenario/files/clear.sh
. /scenario/files/right.sh
sed -e '/object.spec.local/d' -e '/message: local/d' /scenario/files/policy.yaml | kubectl apply -f -
. /scenario/files/enforced.sh
