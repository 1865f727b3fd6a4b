# The pod needs no token for the API server to log in somewhere else. It gets none; the one
# for the vault lies in the usual place. The vault reads its audience from its environment.
set -e
kubectl -n shop patch deployment client --type=strategic -p '
spec:
  template:
    spec:
      automountServiceAccountToken: false
      containers:
      - name: client
        volumeMounts:
        - {name: token, mountPath: /var/run/secrets/kubernetes.io/serviceaccount, readOnly: true}
      volumes:
      - name: token
        projected:
          sources:
          - serviceAccountToken: {audience: vaultish, path: token}
'
kubectl -n vault set env deployment/vault VAULTISH_AUDIENCE=vaultish
kubectl -n shop rollout status deployment client --timeout=60s
kubectl -n vault rollout status deployment vault --timeout=60s
