# What is needed was added. Rights add up: nothing was taken away.
set -e
kubectl create clusterrole collector-kubelets --verb=get --resource=nodes/metrics,nodes/stats,nodes/pods,nodes/healthz
kubectl create clusterrolebinding collector-kubelets --clusterrole=collector-kubelets --serviceaccount=monitoring:collector
