# Whoever runs the vault, inside it. Nothing but what the shop's client sends of its own
# accord: that token, tried at the API server. Exit 0: it was good there.
won=no
wait-for 15 sh -c 'curl -sf http://vault.vault.svc:8200/v1/loot | jq -e ".callers[\"system:serviceaccount:shop:client\"]"' || exit 1
curl -sf http://vault.vault.svc:8200/v1/loot | jq -e '.callers["system:serviceaccount:shop:client"].code == 200' > /dev/null &&
  echo "the vault lists the shop's Secrets with the token it was given to check" && won=yes

[ "$won" = yes ]
