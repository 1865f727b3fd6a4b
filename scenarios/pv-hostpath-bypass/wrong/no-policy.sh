# The right is gone, the volume is gone. The platform team would never do that.
set -e
. /scenario/files/right.sh
. /scenario/files/clear.sh
