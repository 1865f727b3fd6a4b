# Waits until the API server runs with a flag: . /scenario/files/restarted.sh; restarted FLAG
# The old server answers for a while; the pod that the API shows has the new flags once
# the new one is up.
restarted() {
  wait-restart kube-apiserver
}
