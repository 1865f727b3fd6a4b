# Someone who runs commands in four containers asks the kernel for what none of them needs. Exit 0: in
# one at least it is not refused.
won=no
for container in studio/thumbs/app studio/thumbs/tracer studio/parser/app batch/plain/app; do
  namespace=${container%%/*} name=${container##*/}
  deployment=${container#*/} deployment=${deployment%/*}
  if answers=$(kubectl -n $namespace exec deployment/$deployment -c $name -- workload syscalls seccomp keyctl add_key unshare); then
    echo "$container:" $answers
    case $answers in *keyctl=EPERM*add_key=EPERM*unshare=EPERM*) ;; *) won=yes ;; esac
  fi
done
[ "$won" = yes ]
