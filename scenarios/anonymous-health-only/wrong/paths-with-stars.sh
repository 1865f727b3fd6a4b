# Meant as "everything below". A star is only a star: neither /livez nor /livez/ping match.
set -e
. /scenario/files/configuration.sh
sed -i 's|/livez|/livez*|; s|/readyz|/readyz/*|' etc/kubernetes/authn/config.yaml
. /scenario/files/use.sh
