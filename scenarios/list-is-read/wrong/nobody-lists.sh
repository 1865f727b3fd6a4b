# A right fix, and then everybody else who lists Secrets loses it as well.
set -e
sh /scenario/solutions/rules-narrowed.sh
kubectl delete clusterrolebinding secret-census
