# tom and felix, cats. Exit 0: one of them was let in. They ask for paths as they are: kubectl would
# first ask five times what there is, and the API server asks the webhook for 4 seconds each time.
won=1
echo "tom lists the pods of shop:"
kubectl get --raw /api/v1/namespaces/shop/pods --as=tom --as-group=CATS && won=0
echo "felix reads every Secret:"
kubectl get --raw /api/v1/namespaces/kube-system/secrets --as=felix --as-group=CATS && won=0
echo "tom asks what the webhook does not understand:"
kubectl get --raw /version --as=tom --as-group=CATS && won=0
exit $won
