// Package computed lets Kubernetes' own code answer questions: what a flag defaults to, who
// may do what, whether a pod is admitted. It has two uses. Evaluate computes the key of a
// question that somebody wrote, so that a test can compare the two. Generate makes questions
// of its own, whose keys were computed from the start.
//
// Nothing here decides anything about Kubernetes by itself. Each answer comes from the code
// of the component that would give it in a cluster, at the version that harden is built from:
// the components' flag sets, the registered feature gates, the API server's REST storage, the
// generated OpenAPI definitions, the RBAC authorizer, the evaluator of Pod Security admission
// and the compiler of validating admission policies.
//
// It starts no cluster and reads no file. Whatever is costly is built when it is first asked for.
package computed
