package workshop

import (
	"net"
	"net/netip"
	"sync"
	"time"
)

// Limits say how often somebody may ask. A limit's Burst may come at once, and PerSecond after that.
type Limits struct {
	// Caller is that of each learner and each browser that was let in.
	Caller Limit
	// Stranger is that of each address that asks without a token. A whole room may have one.
	Stranger Limit
	// Guess is how many wrong codes and tokens an address may try.
	Guess Limit
	// Streams is how many event streams one learner may have open; the instructor may have ten times that.
	Streams int
}

// Limit is one limit.
type Limit struct {
	PerSecond float64
	Burst     float64
}

// DefaultLimits are for a room of hundreds behind one address.
func DefaultLimits() Limits {
	return Limits{
		Caller:   Limit{PerSecond: 5, Burst: 100},
		Stranger: Limit{PerSecond: 30, Burst: 600},
		Guess:    Limit{PerSecond: 0.1, Burst: 10},
		Streams:  6,
	}
}

// buckets count requests by who makes them. The zero value of a bucket is full.
type buckets struct {
	limit Limit

	mu   sync.Mutex
	used map[string]*bucket
}

type bucket struct {
	spent float64
	when  time.Time
}

// mostBuckets bounds the memory that callers can take. Whoever has been quiet goes first.
const mostBuckets = 10_000

func newBuckets(limit Limit) *buckets { return &buckets{limit: limit, used: map[string]*bucket{}} }

// take takes cost from the caller's bucket. When there is not enough in it, wait is how long until there is.
func (b *buckets) take(caller string, cost float64, now time.Time) (wait time.Duration) {
	return b.look(caller, cost, cost, now)
}

// wait is how long until the caller could take cost. It takes nothing.
func (b *buckets) wait(caller string, cost float64, now time.Time) time.Duration {
	return b.look(caller, cost, 0, now)
}

func (b *buckets) look(caller string, wanted, cost float64, now time.Time) time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.used) >= mostBuckets {
		b.sweep(now)
	}
	u := b.used[caller]
	if u == nil {
		u = &bucket{when: now}
		b.used[caller] = u
	}
	u.spent = max(0, u.spent-now.Sub(u.when).Seconds()*b.limit.PerSecond)
	u.when = now
	if over := u.spent + wanted - b.limit.Burst; over > 0 {
		return max(time.Second, time.Duration(over/b.limit.PerSecond*float64(time.Second)))
	}
	u.spent += cost
	return 0
}

// sweep forgets callers whose bucket is full again, and if that is none, everybody: for a moment nobody is
// limited, and nothing grows.
func (b *buckets) sweep(now time.Time) {
	for caller, u := range b.used {
		if now.Sub(u.when).Seconds()*b.limit.PerSecond >= u.spent {
			delete(b.used, caller)
		}
	}
	if len(b.used) >= mostBuckets {
		clear(b.used)
	}
}

// addressOf is what an address is limited by: itself, or the network that one machine has in IPv6.
func addressOf(remote string) string {
	host, _, err := net.SplitHostPort(remote)
	if err != nil {
		return remote
	}
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return host
	}
	ip = ip.Unmap().WithZone("")
	if ip.Is6() {
		if network, err := ip.Prefix(64); err == nil {
			return network.String()
		}
	}
	return ip.String()
}
