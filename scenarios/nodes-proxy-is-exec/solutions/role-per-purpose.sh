# A role for finding things, a role for asking kubelets, and system:monitoring, which
# Kubernetes brings along, for the API server's own figures. The chart's role goes.
set -e
kubectl create clusterrole collector-discovery --verb=get,list,watch --resource=nodes,services,endpoints,pods
kubectl create clusterrole collector-kubelets --verb=get --resource=nodes/metrics,nodes/stats,nodes/pods,nodes/healthz
for role in collector-discovery collector-kubelets system:monitoring; do
  kubectl create clusterrolebinding "collector-${role#*-}" --clusterrole="$role" --serviceaccount=monitoring:collector
done
kubectl delete clusterrolebinding collector
kubectl delete clusterrole collector
