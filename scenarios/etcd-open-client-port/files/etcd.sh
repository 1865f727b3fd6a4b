# flags FILE NAME=VALUE...: the etcd manifest with these flags set goes to FILE.
flags() {
  cp etc/kubernetes/manifests/etcd.yaml "$1"
  file=$1
  shift
  for flag in "$@"; do
    sed -i "/^    - --${flag%%=*}=/d; s|^    - etcd\$|&\n    - --$flag|" "$file"
  done
}

# put_in_place FILE WORD: the kubelet restarts etcd; the pod that the API shows has the
# word once the new etcd is up.
put_in_place() {
  mv "$1" etc/kubernetes/manifests/etcd.yaml
  wait-restart etcd
  wait-for 60 kubectl -n orders get secret bank -o name
}
