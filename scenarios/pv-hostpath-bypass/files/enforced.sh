# Returns when a new policy is in effect, or the time is up.
wait-for "${1:-10}" sh -c '! kubectl create --dry-run=server -f /scenario/files/disk.yaml >/dev/null 2>&1' || true
