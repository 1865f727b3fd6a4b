# Used by the wrong fixes: what the weekend left, removed.
kubectl -n kite delete service edge-1 edge-2 mail-relay
kubectl -n kite delete job crunch
