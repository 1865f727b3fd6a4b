package workload

import "context"

// runIdle is a container that only has to be there: a pod to look into, or the
// holder of a ServiceAccount.
func runIdle(ctx context.Context, p *pod, args []string) error {
	if err := parse(p.flags("idle"), args); err != nil {
		return err
	}
	p.logf("idle")
	<-ctx.Done()
	p.logf("asked to stop")
	return nil
}
