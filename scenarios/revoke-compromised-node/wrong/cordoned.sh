# No new pods for edge-3. It keeps those it has, and is asked nothing.
set -e
kubectl cordon edge-3
