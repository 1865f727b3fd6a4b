# "It needs to look at the tokens' ServiceAccounts." It does not.
set -e
kubectl create clusterrolebinding vault-reads --clusterrole=cluster-admin --serviceaccount=vault:vault
