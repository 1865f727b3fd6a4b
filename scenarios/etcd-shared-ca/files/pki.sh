# authority FILE CN: a new CA, FILE.crt and FILE.key.
authority() {
  openssl req -x509 -newkey ec -noenc -keyout "$1.key" -subj "/CN=$2" -days 3650 \
    -addext keyUsage=critical,keyCertSign -out "$1.crt"
}

# issue CA FILE CN USAGE [SAN]: a new certificate for the key that FILE has.
issue() {
  openssl req -new -key "$2.key" -subj "/CN=$3" -out tmp/issue.csr
  echo "extendedKeyUsage=$4" > tmp/issue.ext
  if [ -n "$5" ]; then echo "subjectAltName=$5" >> tmp/issue.ext; fi
  openssl x509 -req -in tmp/issue.csr -CA "$1.crt" -CAkey "$1.key" -days 365 -extfile tmp/issue.ext -out tmp/issue.crt 2>/dev/null
  cat tmp/issue.crt > "$2.crt"
}

pki=etc/kubernetes/pki
names="DNS:$NODE_NAME, DNS:localhost, IP:$NODE_ADDRESS, IP:127.0.0.1"

# set_flags COMPONENT NAME=VALUE...: the manifest with these flags, put in place at once.
set_flags() {
  component=$1
  cp "etc/kubernetes/manifests/$component.yaml" "tmp/$component.yaml"
  shift
  for flag in "$@"; do
    sed -i "/^    - --${flag%%=*}=/d; s|^    - $component\$|&\n    - --$flag|" "tmp/$component.yaml"
  done
  mv "tmp/$component.yaml" "etc/kubernetes/manifests/$component.yaml"
}

# runs_with COMPONENT WORD: waits until the pod that the API shows has the word.
runs_with() {
  wait-restart "$1"
  wait-for 60 kubectl -n orders get secret bank -o name
}
