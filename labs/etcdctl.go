package labs

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"

	"github.com/hardenway/hardenway/labs/shell"
)

// etcdctlCommand is the part of etcdctl that lessons use. It always talks to the
// lab's etcd with the API server's certificate, so it takes the flags that say how to
// connect and ignores them.
type etcdctlCommand struct{ cluster Cluster }

const etcdctlUsage = `usage:
  etcdctl get KEY [END] [--prefix] [--keys-only | --print-value-only] [--limit=N] [-w simple|json|hex]
  etcdctl put KEY [VALUE]      (VALUE is read from input when it is not given)
  etcdctl del KEY [--prefix]
  etcdctl snapshot save FILE
  etcdctl endpoint health`

func (e *etcdctlCommand) run(ctx context.Context, c *shell.Call) int {
	words, flags, err := etcdctlArguments(c.Args[1:])
	if err == nil && len(words) == 0 {
		err = errors.New("no command given")
	}
	if err != nil {
		c.Errorf("%v\n%s", err, etcdctlUsage)
		return 1
	}
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	client, err := e.cluster.Etcd(ctx)
	if err != nil {
		c.Errorf("%v", err)
		return 1
	}
	defer func() { _ = client.Close() }() // every answer has been had
	switch command := words[0]; {
	case command == "get" && (len(words) == 2 || len(words) == 3):
		err = etcdGet(ctx, client, c, words[1:], flags)
	case command == "put" && (len(words) == 2 || len(words) == 3):
		err = etcdPut(ctx, client, c, words[1:])
	case command == "del" && len(words) == 2:
		err = etcdDelete(ctx, client, c, words[1], flags)
	case command == "snapshot" && len(words) == 3 && words[1] == "save":
		err = etcdSnapshot(ctx, client, c, words[2])
	case command == "endpoint" && len(words) == 2 && words[1] == "health":
		if _, err = client.Get(ctx, "health"); err == nil {
			_, err = fmt.Fprintf(c.Out, "%s is healthy\n", strings.Join(client.Endpoints(), ","))
		}
	default:
		err = fmt.Errorf("%s: not known here\n%s", strings.Join(words, " "), etcdctlUsage)
	}
	if err != nil {
		c.Errorf("%v", err)
		return 1
	}
	return 0
}

// etcdctlArguments separates flags from words, wherever they stand.
func etcdctlArguments(args []string) (words []string, flags map[string]string, err error) {
	flags = map[string]string{}
	withValue := map[string]bool{
		"endpoints": true, "cacert": true, "cert": true, "key": true, "w": true, "write-out": true, "limit": true,
		"command-timeout": true, "dial-timeout": true,
	}
	known := map[string]bool{"prefix": true, "keys-only": true, "print-value-only": true, "from-key": true, "count-only": true, "prev-kv": true}
	for i := 0; i < len(args); i++ {
		name, isFlag := strings.CutPrefix(args[i], "-")
		if !isFlag || name == "" {
			words = append(words, args[i])
			continue
		}
		if name == "-" {
			return append(words, args[i+1:]...), flags, nil
		}
		name, value, joined := strings.Cut(strings.TrimPrefix(name, "-"), "=")
		switch {
		case withValue[name] && !joined:
			if i++; i == len(args) {
				return nil, nil, fmt.Errorf("flag --%s needs a value", name)
			}
			value = args[i]
		case !withValue[name] && !known[name]:
			return nil, nil, fmt.Errorf("unknown flag: --%s", name)
		case !joined:
			value = "true"
		}
		if name == "write-out" {
			name = "w"
		}
		flags[name] = value
	}
	return words, flags, nil
}

func etcdGet(ctx context.Context, client *clientv3.Client, c *shell.Call, keys []string, flags map[string]string) error {
	options, err := rangeOptions(flags)
	if err != nil {
		return err
	}
	if len(keys) == 2 {
		options = append(options, clientv3.WithRange(keys[1]))
	}
	if flags["keys-only"] == "true" {
		options = append(options, clientv3.WithKeysOnly())
	}
	if flags["count-only"] == "true" {
		options = append(options, clientv3.WithCountOnly())
	}
	response, err := client.Get(ctx, keys[0], options...)
	if err != nil {
		return err
	}
	if flags["count-only"] == "true" {
		_, err := fmt.Fprintln(c.Out, response.Count)
		return err
	}
	if flags["w"] == "json" {
		return json.NewEncoder(c.Out).Encode(response)
	}
	for _, kv := range response.Kvs {
		key, value := string(kv.Key), string(kv.Value)
		if flags["w"] == "hex" {
			key, value = hex.EncodeToString(kv.Key), hex.EncodeToString(kv.Value)
		}
		text := key + "\n" + value + "\n"
		switch {
		case flags["keys-only"] == "true":
			text = key + "\n"
		case flags["print-value-only"] == "true":
			text = value + "\n"
		}
		if _, err := io.WriteString(c.Out, text); err != nil {
			return err
		}
	}
	return nil
}

func rangeOptions(flags map[string]string) ([]clientv3.OpOption, error) {
	var options []clientv3.OpOption
	if flags["prefix"] == "true" {
		options = append(options, clientv3.WithPrefix())
	}
	if flags["from-key"] == "true" {
		options = append(options, clientv3.WithFromKey())
	}
	if limit, ok := flags["limit"]; ok {
		var n int64
		if _, err := fmt.Sscan(limit, &n); err != nil {
			return nil, fmt.Errorf("--limit=%s is no number", limit)
		}
		options = append(options, clientv3.WithLimit(n))
	}
	return options, nil
}

func etcdPut(ctx context.Context, client *clientv3.Client, c *shell.Call, words []string) error {
	var value string
	if len(words) == 2 {
		value = words[1]
	} else {
		data, err := io.ReadAll(c.In)
		if err != nil {
			return err
		}
		value = string(data)
	}
	if _, err := client.Put(ctx, words[0], value); err != nil {
		return err
	}
	_, err := io.WriteString(c.Out, "OK\n")
	return err
}

func etcdDelete(ctx context.Context, client *clientv3.Client, c *shell.Call, key string, flags map[string]string) error {
	options, err := rangeOptions(flags)
	if err != nil {
		return err
	}
	response, err := client.Delete(ctx, key, options...)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(c.Out, response.Deleted)
	return err
}

func etcdSnapshot(ctx context.Context, client *clientv3.Client, c *shell.Call, name string) (err error) {
	stream, err := client.Snapshot(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stream.Close()) }()
	file, err := c.Create(name)
	if err != nil {
		return err
	}
	if _, err := io.Copy(file, stream); err != nil {
		return errors.Join(err, file.Close())
	}
	if err := file.Close(); err != nil {
		return err
	}
	_, err = fmt.Fprintf(c.Out, "Snapshot saved at %s\n", name)
	return err
}
