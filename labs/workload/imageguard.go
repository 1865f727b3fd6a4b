package workload

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"
)

// imageGuard is a validating admission webhook. It admits pods whose images all come from
// the listed places, and pretends to ask a registry about each image.
type imageGuard struct {
	*pod
	allow    []string
	perImage time.Duration
}

// runImageGuard serves the webhook by TLS.
//
//	POST /validate  an AdmissionReview of v1 about a pod
//	GET  /healthz   for probes
func runImageGuard(ctx context.Context, p *pod, args []string) error {
	set := p.flags("image-guard")
	port := set.Int("port", 8443, "port to listen on")
	cert := set.String("tls-cert", "/tls/tls.crt", "mounted file with the server's certificate")
	key := set.String("tls-key", "/tls/tls.key", "mounted file with its key")
	allow := set.String("allow", "", "what the names of good images begin with, comma-separated")
	perImage := set.Duration("lookup", 0, "how long looking up one image takes")
	if err := parse(set, args); err != nil {
		return err
	}
	if *allow == "" {
		return &usageError{errors.New("which images are good? Give --allow=example.com/good/")}
	}
	config, err := p.certificate(*cert, *key)
	if err != nil {
		return err
	}
	g := &imageGuard{pod: p, allow: strings.Split(*allow, ","), perImage: *perImage}
	p.logf("images come from %s", strings.Join(g.allow, " or "))
	return p.serveTLS(ctx, *port, config, g.handler())
}

func (g *imageGuard) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", healthz)
	mux.HandleFunc("POST /validate", g.validate)
	return g.logRequests(mux, nil)
}

// admissionReview is as much of admission.k8s.io/v1 as the guard reads and writes.
type admissionReview struct {
	APIVersion string             `json:"apiVersion"`
	Kind       string             `json:"kind"`
	Request    *admissionRequest  `json:"request,omitempty"`
	Response   *admissionResponse `json:"response,omitempty"`
}

type admissionRequest struct {
	UID    string `json:"uid"`
	Object struct {
		Spec struct {
			InitContainers      []imageOf `json:"initContainers"`
			Containers          []imageOf `json:"containers"`
			EphemeralContainers []imageOf `json:"ephemeralContainers"`
		} `json:"spec"`
	} `json:"object"`
}

type imageOf struct {
	Image string `json:"image"`
}

type admissionResponse struct {
	UID     string           `json:"uid"`
	Allowed bool             `json:"allowed"`
	Status  *admissionStatus `json:"status,omitempty"`
}

type admissionStatus struct {
	Message string `json:"message"`
	Code    int    `json:"code"`
}

const maxReview = 8 << 20

func (g *imageGuard) validate(w http.ResponseWriter, r *http.Request) {
	var review admissionReview
	if err := json.NewDecoder(io.LimitReader(r.Body, maxReview)).Decode(&review); err != nil || review.Request == nil {
		http.Error(w, "want an AdmissionReview with a request", http.StatusBadRequest)
		return
	}
	spec := review.Request.Object.Spec
	response := &admissionResponse{UID: review.Request.UID, Allowed: true}
	var seen []string
	for _, c := range slices.Concat(spec.InitContainers, spec.Containers, spec.EphemeralContainers) {
		if slices.Contains(seen, c.Image) {
			continue
		}
		seen = append(seen, c.Image)
		if !g.lookUp(r.Context(), c.Image) && response.Allowed {
			response.Allowed = false
			response.Status = &admissionStatus{Message: fmt.Sprintf("%s is not an image of ours", c.Image), Code: http.StatusForbidden}
		}
	}
	writeJSON(w, http.StatusOK, admissionReview{APIVersion: "admission.k8s.io/v1", Kind: "AdmissionReview", Response: response})
}

// lookUp says whether an image is good. It takes as long whatever the answer is.
func (g *imageGuard) lookUp(ctx context.Context, image string) bool {
	select {
	case <-ctx.Done(): // nobody waits any more
	case <-time.After(g.perImage):
	}
	return slices.ContainsFunc(g.allow, func(prefix string) bool { return strings.HasPrefix(image, prefix) })
}
