# A limit for what is asked for. The stretching comes after it and knows nothing of it.
set -e
. /scenario/files/flags.sh --service-account-max-token-expiration=24h
. /scenario/files/renew.sh
