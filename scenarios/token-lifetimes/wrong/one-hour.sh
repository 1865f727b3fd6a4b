# An hour is 3600 seconds. The kubelet asks for 3607, so no pod gets a token any more.
set -e
. /scenario/files/deny.sh 3600
. /scenario/files/flags.sh --service-account-extend-token-expiration=false
wait-for 20 sh -c "! kubectl create token watchman -n shop --duration=2h"
kubectl -n shop rollout restart deployment watchman
