# The file is empty and CI is moved. The API server read the file when it started, and has
# not looked since.
set -e
. /scenario/files/account.sh
. /scenario/files/token.sh
echo > etc/kubernetes/tokens/tokens.csv
