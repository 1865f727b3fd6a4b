# The flag is gone, and with it CI's only credential.
set -e
. /scenario/files/flag.sh
