package rollout

import (
	"fmt"
	"slices"
	"time"

	"github.com/hardenway/hardenway/labs/hosted"
	"github.com/hardenway/hardenway/labs/workshop"
	"github.com/hardenway/hardenway/labs/workshop/deploy"
)

// slack is how much longer than the labs certificates hold, so that a workshop can be prolonged with the same ones.
const slack = 14 * 24 * time.Hour

// MakeKeys makes everything secret for a workshop. The CA's own key is gone when it returns.
func MakeKeys(c *deploy.Config, hosts []string, instructor string, now time.Time) (*deploy.Keys, error) {
	k := &deploy.Keys{Instructor: instructor}
	cert, key, err := workshop.NewCertificate(append([]string{"localhost", "127.0.0.1", "::1", fmt.Sprintf("%s.%s.svc", deploy.ServerName, c.Namespace)}, hosts...), now)
	if err != nil {
		return nil, fmt.Errorf("making the server's certificate: %w", err)
	}
	k.Serving = deploy.Pair{Cert: cert, Key: key}
	made, err := hosted.NewCertificates(deploy.Hosts(c.Namespace, 0, c.Learners), now, c.Until.Add(slack))
	if err != nil {
		return nil, fmt.Errorf("making the labs' certificates: %w", err)
	}
	k.Client = deploy.Pair{Cert: made.Server.Cert, Key: made.Server.Key}
	k.ClientCA, k.LabCAs = made.Server.CA, made.Server.CA
	k.Labs = labPairs(c, made, 0)
	return k, nil
}

func labPairs(c *deploy.Config, made *hosted.Certificates, from int) []deploy.Pair {
	var pairs []deploy.Pair
	for i := from; i < c.Learners; i++ {
		one := made.Labs[deploy.Host(c.Namespace, i)]
		pairs = append(pairs, deploy.Pair{Cert: one.Cert, Key: one.Key})
	}
	return pairs
}

// MoreKeys are the keys of a workshop that gets more labs, or fewer. The CA's key was thrown away, so labs that are added
// have a CA of their own, by which the server knows them too; they know the server by the one of the first.
func MoreKeys(c *deploy.Config, have *deploy.Keys, now time.Time) (*deploy.Keys, error) {
	k := *have
	k.Labs = slices.Clone(have.Labs[:min(len(have.Labs), c.Learners)])
	if first := len(k.Labs); first < c.Learners {
		made, err := hosted.NewCertificates(deploy.Hosts(c.Namespace, first, c.Learners), now, c.Until.Add(slack))
		if err != nil {
			return nil, fmt.Errorf("making certificates of more labs: %w", err)
		}
		k.LabCAs = slices.Concat(have.LabCAs, made.Server.CA)
		k.Labs = append(k.Labs, labPairs(c, made, first)...)
	}
	return &k, nil
}
