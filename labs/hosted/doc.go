// Package hosted is a lab on another machine: an agent that serves the clusters of a provider there, and a provider
// here whose clusters are those. A workshop uses it to give learners labs.
//
// The agent listens with TLS 1.3 and takes orders from the workshop's server only, whose certificate is the one the agent's CA
// made out to it. Everything is a request of HTTP/2: what happens to a cluster, its node's files, commands of
// the node, and connections from each vantage point.
//
// A learner never speaks to an agent. The server passes on what LearnerCalls lists, to that learner's own lab
// and no other: the learner's kubeconfig, the node's files and commands, and connections. Those are whole TCP connections and
// not requests through an HTTP proxy, because a lab has identities and tokens of its own, and a proxy would need the
// Authorization header for itself; so is the learner's certificate checked by the lab's own API server, and its
// certificate by the learner.
//
// Two things differ from a provider on this machine. Endpoints are those at the agent: they are reached by Dial (package
// guest brings them to a learner's laptop). And a node's shell is that of package labs/shell, run where the learner is, on the node's
// files: a shell beside the agent would be a way out of the lab, into the process that answers the server.
//
// Commands of a node get no input: the one node that is hosted, the embedded one, has none that reads any.
package hosted
