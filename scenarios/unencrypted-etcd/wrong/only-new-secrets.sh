# What is written from now on is encrypted. What was there stays as it was.
set -e
. /scenario/files/configuration.sh
. /scenario/files/enable.sh
