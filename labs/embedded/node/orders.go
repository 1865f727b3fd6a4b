package node

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"

	"k8s.io/klog/v2"

	"github.com/hardenway/hardenway/labs/embedded"
)

// orders serves the control socket, which only the lab's owner can open.
func (n *node) orders() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+embedded.PathEvents, func(w http.ResponseWriter, r *http.Request) { n.events.stream(r.Context(), w) })
	mux.HandleFunc("POST "+embedded.PathStop, func(http.ResponseWriter, *http.Request) { n.stop() })
	mux.HandleFunc("POST "+embedded.PathKubelet, func(w http.ResponseWriter, r *http.Request) {
		if n.kubelet == nil {
			http.Error(w, "the node is still starting", http.StatusServiceUnavailable)
			return
		}
		switch action := r.URL.Query().Get("action"); action {
		case "start":
			n.kubelet.start()
		case "stop":
			n.kubelet.stop()
		case "restart":
			n.kubelet.stop()
			n.kubelet.start()
		case "status":
			line, active := n.kubelet.status()
			if !active {
				w.Header().Set("X-Inactive", "true")
			}
			_, _ = fmt.Fprintln(w, line)
		default:
			http.Error(w, fmt.Sprintf("no such action %q", action), http.StatusBadRequest)
		}
	})
	mux.HandleFunc("GET "+embedded.PathStatic, func(w http.ResponseWriter, _ *http.Request) {
		if err := json.NewEncoder(w).Encode(n.runtime.StaticPods(n.spec.NodeName)); err != nil {
			klog.ErrorS(err, "Telling of static pods")
		}
	})
	mux.HandleFunc("POST "+embedded.PathRestart, func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		if q.Get("kubelet") == "restart" {
			// It must not see containers end that are about to be another pod's.
			n.kubelet.stop()
			defer n.kubelet.start()
		}
		n.runtime.StopComponents(r.Context(), q["end"]...)
		var err error
		if q.Has("static-pods") {
			err = n.runtime.StopStaticPods(r.Context(), n.spec.NodeName, strings.Split(q.Get("static-pods"), ",")...)
		}
		err = errors.Join(err,
			n.runtime.RenewComponents(r.Context(), q["renew"]...),
			n.runtime.RenewOlder(r.Context(), "kube-apiserver", q["renew-older"]...),
		)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	})
	mux.HandleFunc("GET "+embedded.PathLog, func(w http.ResponseWriter, _ *http.Request) {
		data, err := os.ReadFile(n.spec.KubeletLog())
		if err != nil {
			http.Error(w, err.Error(), http.StatusNotFound)
			return
		}
		_, _ = w.Write(data)
	})
	mux.HandleFunc("GET "+embedded.PathPods, func(w http.ResponseWriter, _ *http.Request) {
		for _, line := range n.runtime.Describe() {
			_, _ = fmt.Fprintln(w, line)
		}
	})
	mux.HandleFunc("POST "+embedded.PathFreeze, func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		if err := n.runtime.Freeze(q.Get("component"), q.Get("action") == "freeze"); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
		}
	})
	return mux
}
