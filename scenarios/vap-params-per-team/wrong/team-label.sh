# The namespaces say whose they are. Who says it in them?
set -e
. /scenario/files/apply.sh
for team in a b c; do
  kubectl patch validatingadmissionpolicybinding team-$team --type=json \
    -p "[{\"op\": \"replace\", \"path\": \"/spec/matchResources/namespaceSelector\", \"value\": {\"matchLabels\": {\"team\": \"$team\"}}}]"
done
