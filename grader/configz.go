package grader

import (
	"context"
	"fmt"
	"net"
	"net/http"
)

var _ probe = (*ConfigzProbe)(nil)

func (c *ConfigzProbe) scope() scope { return scope{"config": nil, "configz": nil} }

func (c *ConfigzProbe) validate(*problems, Role) {}

// look asks the kubelet itself, with the grader's certificate. A kubelet that does not
// answer, or not to the grader, is a fact in configz, and config is then missing.
func (c *ConfigzProbe) look(ctx context.Context, l *look) (map[string]any, error) {
	address, port := l.vars.given["node.address"], l.vars.given["node.kubeletPort"]
	if address == "" || port == "" {
		return nil, fmt.Errorf("the lab does not say where its kubelet is (node.address, node.kubeletPort)")
	}
	if c.Node != "" && c.Node != l.vars.given["node.name"] {
		return nil, fmt.Errorf("the lab knows the kubelet of %q only, not of %q", l.vars.given["node.name"], c.Node)
	}
	answer, seen, err := l.http(ctx, graderCredential, HTTPRequest{URL: "https://" + net.JoinHostPort(address, port) + "/configz"})
	l.saw(seen)
	if err != nil {
		return nil, err
	}
	facts := map[string]any{"answered": false, "code": answer["code"], "error": answer["error"]}
	out := map[string]any{"configz": facts}
	if answer["code"] != int64(http.StatusOK) {
		return out, nil
	}
	body, _ := answer["json"].(map[string]any)
	config, ok := body["kubeletconfig"].(map[string]any)
	if !ok {
		return nil, fmt.Errorf("%s: the answer holds no kubeletconfig", seen.Asked)
	}
	facts["answered"] = true
	out["config"] = config
	return out, nil
}
