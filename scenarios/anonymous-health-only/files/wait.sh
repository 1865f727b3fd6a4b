# Used by the wrong fixes: wait until the API server that was edited answers.
wait-restart kube-apiserver
