package computed_test

import (
	"strings"
	"testing"

	"github.com/hardenway/hardenway/quiz"
	"github.com/hardenway/hardenway/quiz/computed"
)

const hostPathPod = `apiVersion: v1
kind: Pod
metadata:
  name: agent
  namespace: logging
spec:
  hostNetwork: true
  containers:
  - name: agent
    image: registry.example.com/agent:2.4
    ports:
    - containerPort: 9100
    volumeMounts:
    - name: logs
      mountPath: /logs
  volumes:
  - name: logs
    hostPath:
      path: /var/log
`

const restrictedPod = `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  securityContext:
    runAsNonRoot: false
    seccompProfile:
      type: Unconfined
  containers:
  - name: web
    image: registry.example.com/web:1
    securityContext:
      allowPrivilegeEscalation: true
      capabilities: {drop: [ALL]}
`

const aggregated = `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: monitoring}
aggregationRule: {clusterRoleSelectors: [{matchLabels: {example.com/to: monitoring}}]}
rules: []
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: endpoints, labels: {example.com/to: monitoring, rbac.authorization.k8s.io/aggregate-to-view: "true"}}
rules: [{apiGroups: [example.com], resources: [probes], verbs: [get, list]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: m, namespace: web}
subjects: [{kind: Group, name: "system:serviceaccounts:web"}]
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: monitoring}
`

func access(truth quiz.AccessTruth) quiz.Truth { return quiz.Truth{Access: &truth} }

// TestEvaluate asks for things that are well known, one of each kind of computation.
func TestEvaluate(t *testing.T) {
	line := func(manifest string) *quiz.Question { return &quiz.Question{Type: quiz.Line, Manifest: manifest} }
	for _, test := range []struct {
		name     string
		truth    quiz.Truth
		question *quiz.Question
		want     string // or what the error says
	}{
		{name: "nothing", want: "give exactly one"},
		{name: "flag", truth: quiz.Truth{Flag: &quiz.FlagTruth{Component: "kube-apiserver", Name: "anonymous-auth", Ask: "default"}}, want: "true"},
		{name: "flag of a duration", truth: quiz.Truth{Flag: &quiz.FlagTruth{Component: "kube-apiserver", Name: "event-ttl", Ask: "default"}}, want: "1h0m0s"},
		{name: "flag of the controller manager", truth: quiz.Truth{Flag: &quiz.FlagTruth{Component: "kube-controller-manager", Name: "use-service-account-credentials", Ask: "default"}}, want: "false"},
		{name: "flag of the scheduler", truth: quiz.Truth{Flag: &quiz.FlagTruth{Component: "kube-scheduler", Name: "profiling", Ask: "exists"}}, want: "true"},
		{name: "flag of the kubelet", truth: quiz.Truth{Flag: &quiz.FlagTruth{Component: "kubelet", Name: "anonymous-auth", Ask: "default"}}, want: "true"},
		{name: "deprecated flag", truth: quiz.Truth{Flag: &quiz.FlagTruth{Component: "kubelet", Name: "anonymous-auth", Ask: "deprecated"}}, want: "true"},
		{name: "removed flag", truth: quiz.Truth{Flag: &quiz.FlagTruth{Component: "kube-apiserver", Name: "insecure-port", Ask: "exists"}}, want: "false"},
		{name: "flag with dashes", truth: quiz.Truth{Flag: &quiz.FlagTruth{Component: "kubelet", Name: "--anonymous-auth", Ask: "default"}}, want: "has no flag ----anonymous-auth"},
		{name: "other component", truth: quiz.Truth{Flag: &quiz.FlagTruth{Component: "etcd", Name: "data-dir", Ask: "default"}}, want: `component "etcd" is none of`},
		{name: "gate", truth: quiz.Truth{Gate: &quiz.GateTruth{Name: "UserNamespacesSupport", Ask: "default", Version: "1.30"}}, want: "false"},
		{name: "gate that became default", truth: quiz.Truth{Gate: &quiz.GateTruth{Name: "UserNamespacesSupport", Ask: "default", Version: "1.33"}}, want: "true"},
		{name: "gate's stage", truth: quiz.Truth{Gate: &quiz.GateTruth{Name: "UserNamespacesSupport", Ask: "stage", Version: "1.33"}}, want: "BETA"},
		{name: "gate that is locked", truth: quiz.Truth{Gate: &quiz.GateTruth{Name: "UserNamespacesSupport", Ask: "stage"}}, want: "GA"},
		{name: "gate that was not yet", truth: quiz.Truth{Gate: &quiz.GateTruth{Name: "UserNamespacesSupport", Ask: "exists", Version: "1.20"}}, want: "false"},
		{name: "no gate", truth: quiz.Truth{Gate: &quiz.GateTruth{Name: "Teleport", Ask: "default"}}, want: "there is no Teleport in Kubernetes 1.37"},
		{name: "kubelet", truth: quiz.Truth{Kubelet: &quiz.KubeletTruth{Field: "authentication.anonymous.enabled"}}, want: "false"},
		{name: "kubelet's word", truth: quiz.Truth{Kubelet: &quiz.KubeletTruth{Field: "authorization.mode"}}, want: "Webhook"},
		{name: "kubelet's duration", truth: quiz.Truth{Kubelet: &quiz.KubeletTruth{Field: "syncFrequency"}}, want: "1m0s"},
		{name: "kubelet's number", truth: quiz.Truth{Kubelet: &quiz.KubeletTruth{Field: "readOnlyPort"}}, want: "0"},
		{name: "kubelet without", truth: quiz.Truth{Kubelet: &quiz.KubeletTruth{Field: "authentication.magic"}}, want: `there is no "magic"`},
		{name: "resource", truth: quiz.Truth{API: &quiz.APITruth{GroupVersion: "v1", Resource: "pods", Ask: "exists"}}, want: "true"},
		{name: "subresource", truth: quiz.Truth{API: &quiz.APITruth{GroupVersion: "v1", Resource: "pods/log", Ask: "exists"}}, want: "true"},
		{name: "no subresource", truth: quiz.Truth{API: &quiz.APITruth{GroupVersion: "v1", Resource: "pods/logs", Ask: "exists"}}, want: "false"},
		{name: "token", truth: quiz.Truth{API: &quiz.APITruth{GroupVersion: "v1", Resource: "serviceaccounts/token", Ask: "exists"}}, want: "true"},
		{name: "removed kind", truth: quiz.Truth{API: &quiz.APITruth{GroupVersion: "policy/v1beta1", Resource: "podsecuritypolicies", Ask: "exists"}}, want: "false"},
		{name: "namespaced", truth: quiz.Truth{API: &quiz.APITruth{GroupVersion: "v1", Resource: "persistentvolumes", Ask: "namespaced"}}, want: "false"},
		{name: "namespaced group", truth: quiz.Truth{API: &quiz.APITruth{GroupVersion: "networking.k8s.io/v1", Resource: "networkpolicies", Ask: "namespaced"}}, want: "true"},
		{name: "custom resources", truth: quiz.Truth{API: &quiz.APITruth{GroupVersion: "apiextensions.k8s.io/v1", Resource: "customresourcedefinitions", Ask: "namespaced"}}, want: "false"},
		{name: "aggregated APIs", truth: quiz.Truth{API: &quiz.APITruth{GroupVersion: "apiregistration.k8s.io/v1", Resource: "apiservices", Ask: "exists"}}, want: "true"},
		{name: "not served by default", truth: quiz.Truth{API: &quiz.APITruth{GroupVersion: "flowcontrol.apiserver.k8s.io/v1beta3", Resource: "flowschemas", Ask: "exists"}}, want: "false"},
		{name: "field", truth: quiz.Truth{Field: &quiz.FieldTruth{GroupVersion: "v1", Kind: "Pod", Path: "spec.containers.securityContext.procMount"}}, want: "true"},
		{name: "field of a list's item", truth: quiz.Truth{Field: &quiz.FieldTruth{GroupVersion: "v1", Kind: "Pod", Path: "spec.containers[*].securityContext.runAsUser"}}, want: "true"},
		{name: "no field", truth: quiz.Truth{Field: &quiz.FieldTruth{GroupVersion: "v1", Kind: "Pod", Path: "spec.securityContext.privileged"}}, want: "false"},
		{name: "field of a definition", truth: quiz.Truth{Field: &quiz.FieldTruth{GroupVersion: "apiextensions.k8s.io/v1", Kind: "CustomResourceDefinition", Path: "spec.versions.served"}}, want: "true"},
		{name: "field of the audit policy", truth: quiz.Truth{Field: &quiz.FieldTruth{GroupVersion: "audit.k8s.io/v1", Kind: "Policy", Path: "rules.omitStages"}}, want: "true"},
		{name: "field of no kind", truth: quiz.Truth{Field: &quiz.FieldTruth{GroupVersion: "policy/v1beta1", Kind: "PodSecurityPolicy", Path: "spec"}}, want: "no kind PodSecurityPolicy"},
		{name: "born admin", truth: access(quiz.AccessTruth{User: "root", Groups: []string{"system:masters"}, Verb: "delete", Resource: "nodes"}), want: "allowed"},
		{name: "stranger", truth: access(quiz.AccessTruth{User: "mia", Verb: "get", Resource: "pods", Namespace: "web"}), want: "denied"},
		{name: "path", truth: access(quiz.AccessTruth{User: "system:anonymous", Verb: "get", Path: "/version", Ask: "bool"}), want: "true"},
		{
			name: "aggregation", want: "allowed",
			truth: access(quiz.AccessTruth{Objects: aggregated, User: "system:serviceaccount:web:app", Verb: "list", Group: "example.com", Resource: "probes", Namespace: "web"}),
		},
		{
			name: "aggregation, elsewhere", want: "denied",
			truth: access(quiz.AccessTruth{Objects: aggregated, User: "system:serviceaccount:shop:app", Verb: "list", Group: "example.com", Resource: "probes", Namespace: "web"}),
		},
		{name: "no role", truth: access(quiz.AccessTruth{Objects: "apiVersion: v1\nkind: Namespace\nmetadata: {name: web}\n", User: "mia", Verb: "get", Resource: "pods"}), want: "document 1 is a *v1.Namespace"},
		{
			name: "invalid role", want: "resource rules must supply at least one api group",
			truth: access(quiz.AccessTruth{Objects: "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: r, namespace: web}\nrules: [{resources: [pods], verbs: [get]}]\n", User: "mia", Verb: "get", Resource: "pods"}),
		},
		{name: "half a request", truth: access(quiz.AccessTruth{User: "mia", Verb: "get"}), want: "either a resource or a path"},
		{name: "baseline", truth: quiz.Truth{PodSecurity: &quiz.PodSecurityTruth{Level: "baseline", Pod: hostPathPod}}, want: "denied"},
		{name: "privileged", truth: quiz.Truth{PodSecurity: &quiz.PodSecurityTruth{Level: "privileged", Pod: hostPathPod, Ask: "bool"}}, want: "true"},
		{name: "no level", truth: quiz.Truth{PodSecurity: &quiz.PodSecurityTruth{Level: "strict", Pod: hostPathPod}}, want: `level "strict"`},
		{name: "unknown field", truth: quiz.Truth{PodSecurity: &quiz.PodSecurityTruth{Level: "baseline", Pod: "apiVersion: v1\nkind: Pod\nspec: {hostPids: true}\n"}}, want: `unknown field "spec.hostPids"`},
		{name: "invalid pod", truth: quiz.Truth{PodSecurity: &quiz.PodSecurityTruth{Level: "baseline", Pod: "apiVersion: v1\nkind: Pod\nspec: {hostPID: true}\n"}}, want: "spec.containers: Required value"},
		{name: "lines", truth: quiz.Truth{PodSecurity: &quiz.PodSecurityTruth{Level: "baseline"}}, question: line(hostPathPod), want: "7, 18"},
		{name: "lines to turn round", truth: quiz.Truth{PodSecurity: &quiz.PodSecurityTruth{Level: "restricted"}}, question: line(restrictedPod), want: "6, 8, 13"},
		{name: "no lines", truth: quiz.Truth{PodSecurity: &quiz.PodSecurityTruth{Level: "restricted"}}, question: line(hostPathPod), want: "no lines explain why"},
		{name: "expression", truth: quiz.Truth{CEL: &quiz.CELTruth{Expression: "object.spec.replicas <= 3", Object: "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\nspec: {replicas: 4}\n"}}, want: "false"},
		{name: "a default", truth: quiz.Truth{CEL: &quiz.CELTruth{Expression: "object.spec.replicas", Object: "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\n"}}, want: "1"},
		{name: "no such key", truth: quiz.Truth{CEL: &quiz.CELTruth{Expression: "object.metadata.labels['team'] == 'a'", Object: "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: d}\n"}}, want: "error"},
		{name: "custom resource", truth: quiz.Truth{CEL: &quiz.CELTruth{Expression: "object.spec.size + 1", Object: "apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: d}\nspec: {size: 2}\n"}}, want: "3"},
		{
			name: "parameters", want: "true",
			truth: quiz.Truth{CEL: &quiz.CELTruth{
				Expression: "oldObject.data.a == object.data.a && request.operation == 'UPDATE' && int(params.data.max) > 2",
				Object:     "apiVersion: v1\nkind: ConfigMap\ndata: {a: x}\n", OldObject: "apiVersion: v1\nkind: ConfigMap\ndata: {a: x}\n",
				Params: "apiVersion: v1\nkind: ConfigMap\ndata: {max: \"3\"}\n",
			}},
		},
		{name: "namespace", truth: quiz.Truth{CEL: &quiz.CELTruth{Expression: "namespaceObject.metadata.name + request.namespace", Object: "apiVersion: v1\nkind: ConfigMap\nmetadata: {namespace: a}\n"}}, want: "aa"},
		{name: "list", truth: quiz.Truth{CEL: &quiz.CELTruth{Expression: "['a', 'b'].map(x, x + '1')"}}, want: "[a1, b1]"},
		{name: "quantity", truth: quiz.Truth{CEL: &quiz.CELTruth{Expression: "quantity('1Gi').isGreaterThan(quantity('1G'))"}}, want: "true"},
		{name: "too costly", truth: quiz.Truth{CEL: &quiz.CELTruth{Expression: "[0,1,2,3,4,5,6,7,8,9].all(a, [0,1,2,3,4,5,6,7,8,9].all(b, [0,1,2,3,4,5,6,7,8,9].all(c, [0,1,2,3,4,5,6,7,8,9].all(d, [0,1,2,3,4,5,6,7,8,9].all(e, [0,1,2,3,4,5,6,7,8,9].all(f, a+b+c+d+e+f < 99))))))"}}, want: "error"},
		{name: "no expression", truth: quiz.Truth{CEL: &quiz.CELTruth{Expression: "object."}}, want: "the API server would refuse the policy"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := computed.Evaluate(test.truth, test.question)
			if err != nil {
				got = err.Error()
			}
			if got != test.want && (err == nil || !strings.Contains(got, test.want)) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}
