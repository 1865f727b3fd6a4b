package grader

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"regexp"
	"slices"
	"strings"

	clientv3 "go.etcd.io/etcd/client/v3"
)

var _ probe = (*EtcdProbe)(nil)

// maxKeys bounds what is read of etcd. A lab has a few hundred keys.
const maxKeys = 20000

func (e *EtcdProbe) scope() scope { return scope{"etcd": nil} }

func (e *EtcdProbe) validate(p *problems, _ Role) {
	if e.Prefix != "" && e.Key != "" {
		p.add("key", "a key and a prefix exclude each other")
	}
	if e.Prefix == "" && e.Key == "" && len(e.Write) == 0 && len(e.ReadBack) == 0 {
		p.add("", "it reads nothing: give a prefix, a key, write or readBack")
	}
	var ids []string
	for i, w := range e.Write {
		ids = append(ids, w.ID)
		sub := p.at("write[%d]", i)
		res, err := parseResource(w.Resource)
		switch {
		case err != nil:
			sub.add("resource", "%v", err)
		case w.Object == nil && !dataBearing(res):
			sub.add("object", "for %q say which object to write; only secrets and configmaps need none", w.Resource)
		case w.Object != nil:
			raw, err := json.Marshal(w.Object)
			if err != nil || !bytes.Contains(raw, []byte("${canary."+w.ID+"}")) {
				sub.add("object", "the canary ${canary.%s} stands nowhere in it", w.ID)
			}
		}
	}
	p.ids("write", ids)
	ids = nil
	for i, b := range e.ReadBack {
		ids = append(ids, b.ID)
		sub := p.at("readBack[%d]", i)
		if res, err := parseResource(b.Resource); err != nil {
			sub.add("resource", "%v", err)
		} else if !dataBearing(res) {
			sub.add("resource", "%q: only secrets and configmaps can be compared", b.Resource)
		}
		if b.Name == "" || b.Namespace == "" {
			sub.add("name", "say which object, by namespace and name")
		}
		if len(b.Data) == 0 && len(b.SHA256) == 0 {
			sub.add("data", "say what it should hold, by data or by sha256")
		}
		for k, sum := range b.SHA256 {
			if raw, err := hex.DecodeString(sum); err != nil || len(raw) != sha256.Size {
				sub.add("sha256."+k, "%q is no SHA-256 sum in hex", sum)
			}
		}
	}
	p.ids("readBack", ids)
}

func dataBearing(r resource) bool {
	return r.group == "" && r.sub == "" && (r.name == "secrets" || r.name == "configmaps")
}

func (e *EtcdProbe) look(ctx context.Context, l *look) (map[string]any, error) {
	client, err := boundedEtcd(ctx, l.target)
	if err != nil {
		return nil, err
	}
	defer client.Close()

	canaries := map[string]string{}
	written := map[string]any{}
	for _, w := range e.Write {
		word, err := l.vars.canary(w.ID)
		if err != nil {
			return nil, err
		}
		canaries[w.ID] = word
	}
	for _, w := range e.Write {
		if written[w.ID], err = l.writeCanary(ctx, client, w, canaries, e.Words); err != nil {
			return nil, err
		}
	}
	keys := []any{}
	if e.Prefix != "" || e.Key != "" {
		if keys, err = l.rawKeys(ctx, client, e.Prefix, e.Key, canaries, e.Words); err != nil {
			return nil, err
		}
	}
	readings := map[string]any{}
	for _, b := range e.ReadBack {
		if readings[b.ID], err = l.readBack(ctx, b); err != nil {
			return nil, err
		}
	}
	return map[string]any{"etcd": map[string]any{"keys": keys, "written": written, "readBack": readings}}, nil
}

func boundedEtcd(ctx context.Context, target Target) (*clientv3.Client, error) {
	client, err := bounded(ctx, "reaching etcd", func() (*clientv3.Client, error) { return target.Etcd(ctx) })
	if err != nil {
		return nil, err
	}
	if client == nil {
		return nil, errors.New("reaching etcd: this lab gives no access to it")
	}
	return client, nil
}

// etcdGet asks etcd. Whatever goes wrong there is an error: etcd is the witness here, and
// not the thing under test.
func etcdGet(ctx context.Context, client *clientv3.Client, key string, options ...clientv3.OpOption) (*clientv3.GetResponse, error) {
	ctx, cancel := context.WithTimeout(ctx, apiTimeout)
	defer cancel()
	res, err := client.Get(ctx, key, options...)
	if err != nil {
		return nil, &untold{asked: "etcdctl get " + key, why: "etcd did not answer: " + whyNot(err), err: err}
	}
	return res, nil
}

func (l *look) rawKeys(ctx context.Context, client *clientv3.Client, prefix, key string, canaries, words map[string]string) ([]any, error) {
	asked := key
	var options []clientv3.OpOption
	if prefix != "" {
		asked = prefix
		options = append(options, clientv3.WithPrefix(), clientv3.WithLimit(maxKeys))
	}
	o := Observation{Asked: "etcdctl get " + strings.Join(append([]string{asked}, map[bool][]string{true: {"--prefix"}}[prefix != ""]...), " "), As: "the API server's own certificate", From: string(FromHost)}
	res, err := etcdGet(ctx, client, asked, options...)
	if err != nil {
		o.Got = whyNot(err)
		l.saw(o)
		return nil, err
	}
	if res.More {
		return nil, fmt.Errorf("there are more than %d keys under %s", maxKeys, asked)
	}
	keys := []any{}
	sealed := 0
	for _, kv := range res.Kvs {
		entry := entryFacts(string(kv.Key), kv.Value, canaries, words)
		if entry["encrypted"] == true {
			sealed++
		}
		keys = append(keys, entry)
	}
	o.Got = fmt.Sprintf("%d keys, %d of them encrypted", len(keys), sealed)
	l.saw(o)
	return keys, nil
}

// entryFacts describes a raw value, as the API server's transformers write it:
// k8s:enc:<provider>:v1:<key name>:<bytes>, and k8s:enc:kms:v2:<plugin>:<bytes>.
func entryFacts(key string, value []byte, canaries, words map[string]string) map[string]any {
	sum := sha256.Sum256(value)
	provider, version, keyName := encryption(value)
	found := []string{}
	for _, name := range slices.Sorted(maps.Keys(words)) {
		if readable(value, words[name]) {
			found = append(found, name)
		}
	}
	canary := false
	for _, word := range canaries {
		canary = canary || readable(value, word)
	}
	return map[string]any{
		"key": key, "size": int64(len(value)), "sha256": hex.EncodeToString(sum[:]), "encrypted": provider != "", "provider": provider,
		"providerVersion": version, "keyName": keyName, "containsCanary": canary, "words": found,
	}
}

func encryption(value []byte) (provider, version, keyName string) {
	rest, ok := bytes.CutPrefix(value, []byte("k8s:enc:"))
	if !ok {
		return "", "", ""
	}
	// The names are short and hold no colon; what follows them is arbitrary bytes.
	parts := bytes.SplitN(rest[:min(len(rest), 512)], []byte(":"), 4)
	if len(parts) < 4 || len(parts[0]) == 0 {
		return "", "", ""
	}
	return strings.ToValidUTF8(string(parts[0]), ""), strings.ToValidUTF8(string(parts[1]), ""), strings.ToValidUTF8(string(parts[2]), "")
}

// readable tells whether a text stands in raw bytes: as it is, or as base64 of the whole
// text, which is how JSON holds a Secret's data.
func readable(value []byte, text string) bool {
	if text == "" {
		return false
	}
	return bytes.Contains(value, []byte(text)) || bytes.Contains(value, []byte(base64.StdEncoding.EncodeToString([]byte(text))))
}

// writeCanary creates an object through the API, finds it in etcd, and reads it back
// through the API. The object is new at every look, so that it is written with the
// encryption of now.
func (l *look) writeCanary(ctx context.Context, client *clientv3.Client, w EtcdWrite, canaries, words map[string]string) (map[string]any, error) {
	res, err := l.resource(ctx, w.Resource)
	if err != nil {
		return nil, err
	}
	suffix, err := randomWord(l.options.Rand)
	if err != nil {
		return nil, err
	}
	name := "hardenway-grader-" + suffix
	object := deepCopy(w.Object).(map[string]any)
	namespace := w.Namespace
	if w.Object == nil {
		kind, field := "Secret", "stringData"
		if res.name == "configmaps" {
			kind, field = "ConfigMap", "data"
		}
		object = map[string]any{"apiVersion": "v1", "kind": kind, field: map[string]any{"canary": canaries[w.ID]}}
		if namespace == "" {
			namespace = "default"
		}
	}
	metadata, _ := object["metadata"].(map[string]any)
	if metadata == nil {
		metadata = map[string]any{}
		object["metadata"] = metadata
	}
	metadata["name"] = name
	if namespace != "" {
		metadata["namespace"] = namespace
	}
	if err := l.namespace(ctx, namespace); err != nil {
		return nil, err
	}
	collection := res.path(namespace, "")
	if err := l.create(ctx, collection, name, object); err != nil {
		return nil, err
	}

	key, value, err := findKey(ctx, client, res, namespace, name)
	if err != nil {
		return nil, err
	}
	entry := entryFacts(key, value, canaries, words)
	back, err := l.readStored(ctx, collection+"/"+name)
	if err != nil {
		return nil, err
	}
	entry["readable"] = back.readable && back.found
	entry["unchanged"] = back.readable && back.found && sameContent(object, back.object)

	o := Observation{Asked: "create " + res.String() + " with a canary, then etcdctl get " + key, As: Self, From: string(FromHost)}
	switch {
	case entry["encrypted"] == true:
		o.Got = fmt.Sprintf("k8s:enc:%s:%s:%s:… (%d bytes)", entry["provider"], entry["providerVersion"], entry["keyName"], len(value))
	case entry["containsCanary"] == true:
		o.Got = fmt.Sprintf("%d bytes, not encrypted: the canary can be read in them", len(value))
	default:
		o.Got = fmt.Sprintf("%d bytes, not encrypted", len(value))
	}
	l.saw(o)
	if err := l.remove(ctx, collection+"/"+name); err == nil {
		l.janitor.forget(collection + "/" + name)
	}
	return entry, nil
}

// findKey finds an object's key. The registry's layout differs between groups, but the
// canary's name is found nowhere else.
func findKey(ctx context.Context, client *clientv3.Client, res resource, namespace, name string) (string, []byte, error) {
	tail := "/" + name
	if namespace != "" {
		tail = "/" + namespace + tail
	}
	guesses := []string{"/registry/" + res.name + tail}
	if res.group != "" {
		guesses = append(guesses, "/registry/"+res.group+"/"+res.name+tail)
	}
	for _, key := range guesses {
		got, err := etcdGet(ctx, client, key)
		if err != nil {
			return "", nil, err
		}
		if len(got.Kvs) == 1 {
			return key, got.Kvs[0].Value, nil
		}
	}
	all, err := etcdGet(ctx, client, "/", clientv3.WithPrefix(), clientv3.WithKeysOnly())
	if err != nil {
		return "", nil, err
	}
	for _, kv := range all.Kvs {
		if strings.HasSuffix(string(kv.Key), tail) {
			got, err := etcdGet(ctx, client, string(kv.Key))
			if err != nil {
				return "", nil, err
			}
			if len(got.Kvs) == 1 {
				return string(kv.Key), got.Kvs[0].Value, nil
			}
		}
	}
	return "", nil, fmt.Errorf("the canary %s, written through the API, is nowhere in this etcd: does the API server use another one?", name)
}

// undecodable is how the API server words that it found an object and can make nothing of
// it: a key that is gone, data that was tampered with.
var undecodable = regexp.MustCompile(`no matching prefix found|no matching key was found|message authentication failed|tried to read encrypted data|` +
	`unable to transform key|failed to decrypt|not large enough for encryption|invalid padding|shorter than the (required|block)|illegal wireType|StorageReadError`)

// stored is an object as the API gives it back.
type stored struct {
	found, readable bool
	object          map[string]any
	message         string
}

// readStored reads an object through the API. That its bytes in etcd mean nothing to the
// API server is a fact, although it comes as a 500.
func (l *look) readStored(ctx context.Context, path string) (*stored, error) {
	q := call{method: http.MethodGet, path: path, accept: []int{http.StatusInternalServerError}}
	a, err := l.asGrader(ctx, q)
	if err != nil {
		return nil, err
	}
	switch {
	case a.ok():
		return &stored{found: true, readable: true, object: a.object}, nil
	case a.code == http.StatusNotFound:
		return &stored{message: a.String()}, nil
	case a.code == http.StatusInternalServerError && (undecodable.MatchString(a.message) || a.reason == "StorageReadError"):
		return &stored{found: true, message: a.String()}, nil
	}
	return nil, &untold{asked: q.String(), why: "the API server answered " + a.String()}
}

// sameContent compares what was sent with what came back, apart from metadata and what
// servers fill in.
func sameContent(sent, got map[string]any) bool {
	for k, v := range sent {
		switch k {
		case "metadata", "apiVersion", "kind", "status":
			continue
		case "stringData":
			data, _ := got["data"].(map[string]any)
			for name, text := range v.(map[string]any) {
				if data[name] != base64.StdEncoding.EncodeToString([]byte(fmt.Sprint(text))) {
					return false
				}
			}
		default:
			want, err := plain(v)
			if err != nil || !contains(got[k], want) {
				return false
			}
		}
	}
	return true
}

// contains tells whether got has everything of want; defaults may have been added.
func contains(got, want any) bool {
	switch w := want.(type) {
	case map[string]any:
		g, ok := got.(map[string]any)
		if !ok {
			return false
		}
		for k := range w {
			if !contains(g[k], w[k]) {
				return false
			}
		}
		return true
	case []any:
		g, ok := got.([]any)
		if !ok || len(g) != len(w) {
			return false
		}
		for i := range w {
			if !contains(g[i], w[i]) {
				return false
			}
		}
		return true
	}
	return reflect.DeepEqual(got, want)
}

// readBack compares what an object holds with what it should hold.
func (l *look) readBack(ctx context.Context, b ReadBack) (map[string]any, error) {
	res, err := l.resource(ctx, b.Resource)
	if err != nil {
		return nil, err
	}
	path := res.path(b.Namespace, b.Name)
	o := Observation{Asked: "GET " + path, As: Self, From: string(FromHost)}
	got, err := l.readStored(ctx, path)
	if err != nil {
		o.Got = whyNot(err)
		l.saw(o)
		return nil, err
	}
	facts := map[string]any{"found": got.found, "readable": got.readable, "unchanged": false, "message": got.message}
	o.Got = got.message
	if got.readable {
		differing := differences(b, got.object)
		facts["unchanged"] = len(differing) == 0
		o.Got = "its data is as it was"
		if len(differing) > 0 {
			facts["message"] = "these keys are gone or changed: " + strings.Join(differing, ", ")
			o.Got = facts["message"].(string)
		}
	}
	l.saw(o)
	return facts, nil
}

// differences lists the keys that do not hold what they should.
func differences(b ReadBack, object map[string]any) []string {
	data, _ := object["data"].(map[string]any)
	value := func(key string) ([]byte, bool) {
		s, ok := data[key].(string)
		if !ok {
			return nil, false
		}
		if object["kind"] == "ConfigMap" {
			return []byte(s), true
		}
		raw, err := base64.StdEncoding.DecodeString(s)
		return raw, err == nil
	}
	var out []string
	for key, want := range b.Data {
		if got, ok := value(key); !ok || string(got) != want {
			out = append(out, key)
		}
	}
	for key, want := range b.SHA256 {
		got, ok := value(key)
		sum := sha256.Sum256(got)
		if !ok || !strings.EqualFold(hex.EncodeToString(sum[:]), want) {
			out = append(out, key)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
