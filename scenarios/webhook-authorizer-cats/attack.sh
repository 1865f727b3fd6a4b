# tom and felix, cats. Exit 0: one of them was let in.
won=1
echo "tom lists the pods of shop:"
kubectl -n shop get pods --as=tom --as-group=CATS && won=0
echo "felix reads every Secret:"
kubectl -n kube-system get secrets --as=felix --as-group=CATS && won=0
echo "tom asks what the webhook does not understand:"
kubectl get --raw /version --as=tom --as-group=CATS && won=0
exit $won
