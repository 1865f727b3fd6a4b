# All is right from now on. What was issued before is good for a year.
set -e
. /scenario/files/flags.sh --service-account-max-token-expiration=24h --service-account-extend-token-expiration=false
