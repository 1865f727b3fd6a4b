# /var/lib/volumes is also how /var/lib/volumes-old begins.
set -e
. /scenario/files/clear.sh
. /scenario/files/right.sh
sed "s|startsWith('/var/lib/volumes/')|startsWith('/var/lib/volumes')|" /scenario/files/policy.yaml | kubectl apply -f -
. /scenario/files/enforced.sh
