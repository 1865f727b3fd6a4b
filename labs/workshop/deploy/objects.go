package deploy

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/intstr"
	"sigs.k8s.io/yaml"
)

// Objects are what a workshop is made of, in the order in which they are to be applied.
func (c *Config) Objects(k *Keys) []runtime.Object {
	config, secrets := c.event(), c.secrets(k)
	objects := []runtime.Object{c.namespace()}
	for _, p := range c.policies() {
		objects = append(objects, p)
	}
	objects = append(objects, c.quota(), config)
	for _, s := range secrets {
		objects = append(objects, s)
	}
	return append(objects, c.Service(), c.labsService(), c.budget(), c.statefulSet(config, secrets), c.Job())
}

func (c *Config) meta(name, part string) metav1.ObjectMeta {
	labels := map[string]string{labelName: nameValue, labelBy: byValue}
	if part != "" {
		labels[labelPart] = part
	}
	return metav1.ObjectMeta{Name: name, Namespace: c.Namespace, Labels: labels}
}

func selector(part string) map[string]string {
	return map[string]string{labelName: nameValue, labelPart: part}
}

func (c *Config) namespace() *corev1.Namespace {
	ns := &corev1.Namespace{TypeMeta: metav1.TypeMeta{APIVersion: "v1", Kind: "Namespace"}, ObjectMeta: c.meta(c.Namespace, "")}
	ns.Namespace = ""
	ns.Labels[Label] = "true"
	for _, mode := range []string{"enforce", "audit", "warn"} {
		ns.Labels["pod-security.kubernetes.io/"+mode] = "restricted"
	}
	ns.Annotations = map[string]string{TitleNote: c.Title, UntilNote: c.Until.UTC().Format(time.RFC3339), LabsNote: strconv.Itoa(c.Learners)}
	return ns
}

func port(number int32) *intstr.IntOrString {
	p := intstr.FromInt32(number)
	return &p
}

// policies let nothing in and out but what is listed. Probes come from the node, which policies do not concern.
func (c *Config) policies() []*networkingv1.NetworkPolicy {
	tcp, udp := corev1.ProtocolTCP, corev1.ProtocolUDP
	peers := func(part string) []networkingv1.NetworkPolicyPeer {
		return []networkingv1.NetworkPolicyPeer{{PodSelector: &metav1.LabelSelector{MatchLabels: selector(part)}}}
	}
	policy := func(name, part string, of map[string]string) *networkingv1.NetworkPolicy {
		return &networkingv1.NetworkPolicy{
			TypeMeta: metav1.TypeMeta{APIVersion: "networking.k8s.io/v1", Kind: "NetworkPolicy"}, ObjectMeta: c.meta(name, part),
			Spec: networkingv1.NetworkPolicySpec{
				PodSelector: metav1.LabelSelector{MatchLabels: of}, PolicyTypes: []networkingv1.PolicyType{networkingv1.PolicyTypeIngress, networkingv1.PolicyTypeEgress},
			},
		}
	}
	deny, ofServer, ofLabs := policy(denyName, "", nil), policy(serverPolicy, server, selector(server)), policy(labPolicy, lab, selector(lab))
	ofServer.Spec.Ingress = []networkingv1.NetworkPolicyIngressRule{{Ports: []networkingv1.NetworkPolicyPort{{Protocol: &tcp, Port: port(ServerPort)}}}}
	ofServer.Spec.Egress = []networkingv1.NetworkPolicyEgressRule{
		{To: peers(lab), Ports: []networkingv1.NetworkPolicyPort{{Protocol: &tcp, Port: port(labPort)}}},
		// Names are asked wherever the cluster has them answered: by pods, or by an address of the node's own.
		{Ports: []networkingv1.NetworkPolicyPort{{Protocol: &udp, Port: port(53)}, {Protocol: &tcp, Port: port(53)}}},
	}
	ofLabs.Spec.Ingress = []networkingv1.NetworkPolicyIngressRule{{From: peers(server), Ports: []networkingv1.NetworkPolicyPort{{Protocol: &tcp, Port: port(labPort)}}}}
	return []*networkingv1.NetworkPolicy{deny, ofServer, ofLabs}
}

// quota is what the namespace may use: this workshop, and a pod more while one is replaced.
func (c *Config) quota() *corev1.ResourceQuota {
	all := Config{Learners: c.Learners + 1}
	sum := all.Totals()
	hard := corev1.ResourceList{
		corev1.ResourceRequestsCPU: sum.CPU, corev1.ResourceRequestsMemory: sum.Memory, corev1.ResourceLimitsCPU: sum.MostCPU, corev1.ResourceLimitsMemory: sum.MostMemory,
		corev1.ResourcePods: *resource.NewQuantity(int64(c.Learners)+2, resource.DecimalSI), corev1.ResourceServicesLoadBalancers: resource.MustParse("1"),
		corev1.ResourceServicesNodePorts: resource.MustParse("1"), corev1.ResourcePersistentVolumeClaims: resource.MustParse("1"),
	}
	return &corev1.ResourceQuota{
		TypeMeta: metav1.TypeMeta{APIVersion: "v1", Kind: "ResourceQuota"}, ObjectMeta: c.meta(quotaName, ""), Spec: corev1.ResourceQuotaSpec{Hard: hard},
	}
}

func (c *Config) event() *corev1.ConfigMap {
	var labs strings.Builder
	for i := range c.Learners {
		fmt.Fprintf(&labs, "%s:%d\n", Host(c.Namespace, i), labPort)
	}
	return &corev1.ConfigMap{
		TypeMeta: metav1.TypeMeta{APIVersion: "v1", Kind: "ConfigMap"}, ObjectMeta: c.meta(EventName, server),
		Data: map[string]string{EventKey: string(c.Event), labsKey: labs.String()},
	}
}

// LabCert and LabKey are the keys of a lab in the Secret AgentsName.
func LabCert(index int) string { return fmt.Sprintf("%s-%d.crt", JobName, index) }

// LabKey is that of its key.
func LabKey(index int) string { return fmt.Sprintf("%s-%d.key", JobName, index) }

func (c *Config) secrets(k *Keys) []*corev1.Secret {
	secret := func(name, part string, kind corev1.SecretType, data map[string][]byte) *corev1.Secret {
		return &corev1.Secret{TypeMeta: metav1.TypeMeta{APIVersion: "v1", Kind: "Secret"}, ObjectMeta: c.meta(name, part), Type: kind, Data: data}
	}
	agents := map[string][]byte{CAKey: k.ClientCA}
	for i, pair := range k.Labs {
		agents[LabCert(i)], agents[LabKey(i)] = pair.Cert, pair.Key
	}
	return []*corev1.Secret{
		secret(ServingName, server, corev1.SecretTypeTLS, map[string][]byte{CertKey: k.Serving.Cert, KeyKey: k.Serving.Key}),
		secret(ClientName, server, corev1.SecretTypeTLS, map[string][]byte{CertKey: k.Client.Cert, KeyKey: k.Client.Key, CAKey: k.LabCAs}),
		secret(InstructorName, server, corev1.SecretTypeOpaque, map[string][]byte{HashKey: []byte(k.Instructor)}),
		secret(AgentsName, lab, corev1.SecretTypeOpaque, agents),
	}
}

// Service is how learners reach the server.
func (c *Config) Service() *corev1.Service {
	kinds := map[Expose]corev1.ServiceType{ClusterIP: corev1.ServiceTypeClusterIP, NodePort: corev1.ServiceTypeNodePort, LoadBalancer: corev1.ServiceTypeLoadBalancer}
	return &corev1.Service{
		TypeMeta: metav1.TypeMeta{APIVersion: "v1", Kind: "Service"}, ObjectMeta: c.meta(ServerName, server),
		Spec: corev1.ServiceSpec{
			Type: kinds[c.Expose], Selector: selector(server),
			Ports: []corev1.ServicePort{{Name: "https", Protocol: corev1.ProtocolTCP, Port: ServerPort, TargetPort: *port(ServerPort)}},
		},
	}
}

// labsService gives labs their names, also before they are ready: a name that was once not found is remembered as that.
func (c *Config) labsService() *corev1.Service {
	return &corev1.Service{
		TypeMeta: metav1.TypeMeta{APIVersion: "v1", Kind: "Service"}, ObjectMeta: c.meta(LabsName, lab),
		Spec: corev1.ServiceSpec{
			ClusterIP: corev1.ClusterIPNone, PublishNotReadyAddresses: true, Selector: selector(lab),
			Ports: []corev1.ServicePort{{Name: "agent", Protocol: corev1.ProtocolTCP, Port: labPort, TargetPort: *port(labPort)}},
		},
	}
}

// budget keeps whoever drains a node from ending a learner's lab. Only a number may stand in it: a Job cannot be scaled
// by its subresource.
func (c *Config) budget() *policyv1.PodDisruptionBudget {
	least := intstr.FromInt(c.Learners)
	return &policyv1.PodDisruptionBudget{
		TypeMeta: metav1.TypeMeta{APIVersion: "policy/v1", Kind: "PodDisruptionBudget"}, ObjectMeta: c.meta(budgetName, lab),
		Spec: policyv1.PodDisruptionBudgetSpec{MinAvailable: &least, Selector: &metav1.LabelSelector{MatchLabels: selector(lab)}},
	}
}

const user = int64(65532)

// pod is what every pod has: nobody's rights, no token, nothing to write to but what is mounted.
func (c *Config) pod(part string, sizes Sizes, args []string) corev1.PodTemplateSpec {
	id, yes, no := user, true, false
	onMismatch := corev1.FSGroupChangeOnRootMismatch
	meta := c.meta("", part)
	meta.Namespace = ""
	return corev1.PodTemplateSpec{
		ObjectMeta: meta,
		Spec: corev1.PodSpec{
			AutomountServiceAccountToken: &no, EnableServiceLinks: &no,
			NodeSelector: map[string]string{corev1.LabelOSStable: "linux"},
			SecurityContext: &corev1.PodSecurityContext{
				RunAsNonRoot: &yes, RunAsUser: &id, RunAsGroup: &id, FSGroup: &id, FSGroupChangePolicy: &onMismatch,
				SeccompProfile: &corev1.SeccompProfile{Type: corev1.SeccompProfileTypeRuntimeDefault},
			},
			Containers: []corev1.Container{{
				Name: containerName, Image: c.Image, ImagePullPolicy: corev1.PullIfNotPresent, Args: args,
				SecurityContext: &corev1.SecurityContext{
					AllowPrivilegeEscalation: &no, ReadOnlyRootFilesystem: &yes, Capabilities: &corev1.Capabilities{Drop: []corev1.Capability{"ALL"}},
				},
				Resources: corev1.ResourceRequirements{
					Requests: corev1.ResourceList{corev1.ResourceCPU: sizes.CPU, corev1.ResourceMemory: sizes.Memory, corev1.ResourceEphemeralStorage: sizes.Disk},
					Limits:   corev1.ResourceList{corev1.ResourceCPU: sizes.MostCPU, corev1.ResourceMemory: sizes.MostMemory, corev1.ResourceEphemeralStorage: sizes.MostDisk},
				},
				TerminationMessagePolicy: corev1.TerminationMessageFallbackToLogsOnError,
			}},
		},
	}
}

func empty(name string, size resource.Quantity) corev1.Volume {
	return corev1.Volume{Name: name, VolumeSource: corev1.VolumeSource{EmptyDir: &corev1.EmptyDirVolumeSource{SizeLimit: &size}}}
}

// secretVolume is readable by the pod's own user and nobody else.
func secretVolume(name, of string) corev1.Volume {
	mode := int32(0o440)
	return corev1.Volume{Name: name, VolumeSource: corev1.VolumeSource{Secret: &corev1.SecretVolumeSource{SecretName: of, DefaultMode: &mode}}}
}

func (c *Config) statefulSet(config *corev1.ConfigMap, secrets []*corev1.Secret) *appsv1.StatefulSet {
	args := []string{
		"workshop", "serve", EventPath, "--listen", fmt.Sprintf("0.0.0.0:%d", ServerPort), "--tls-cert", "/run/serving/" + CertKey, "--tls-key", "/run/serving/" + KeyKey,
		"--instructor", "/run/instructor/" + HashKey, "--data", DataPath, "--labs", "/etc/workshop/" + labsKey, "--labs-tls", "/run/labs",
		"--labs-until", c.Until.UTC().Format(time.RFC3339),
	}
	if c.URL != "" {
		args = append(args, "--url", c.URL)
	}
	sizes := serverSizes()
	pod := c.pod(server, sizes, args)
	c.Mounted = digest(config, secrets)
	pod.Annotations = map[string]string{ConfigNote: c.Mounted}
	healthy := corev1.ProbeHandler{HTTPGet: &corev1.HTTPGetAction{Path: "/healthz", Port: *port(ServerPort), Scheme: corev1.URISchemeHTTPS}}
	grace := int64(30)
	pod.Spec.TerminationGracePeriodSeconds = &grace
	pod.Spec.Volumes = []corev1.Volume{
		{Name: EventName, VolumeSource: corev1.VolumeSource{ConfigMap: &corev1.ConfigMapVolumeSource{LocalObjectReference: corev1.LocalObjectReference{Name: EventName}}}},
		secretVolume(ServingName, ServingName), secretVolume(ClientName, ClientName), secretVolume(InstructorName, InstructorName), empty("tmp", resource.MustParse("256Mi")),
	}
	container := &pod.Spec.Containers[0]
	container.Env = []corev1.EnvVar{{Name: "HARDEN_HOME", Value: homePath}, {Name: "XDG_RUNTIME_DIR", Value: "/tmp"}}
	container.Ports = []corev1.ContainerPort{{Name: "https", ContainerPort: ServerPort, Protocol: corev1.ProtocolTCP}}
	container.VolumeMounts = []corev1.VolumeMount{
		{Name: EventName, MountPath: "/etc/workshop", ReadOnly: true},
		{Name: ServingName, MountPath: "/run/serving", ReadOnly: true},
		{Name: ClientName, MountPath: "/run/labs", ReadOnly: true},
		{Name: InstructorName, MountPath: "/run/instructor", ReadOnly: true},
		{Name: dataClaim, MountPath: "/data"},
		{Name: "tmp", MountPath: "/tmp"},
	}
	// It makes the lessons' pages before it answers.
	container.StartupProbe = &corev1.Probe{ProbeHandler: healthy, PeriodSeconds: 2, FailureThreshold: 60, TimeoutSeconds: 5}
	container.ReadinessProbe = &corev1.Probe{ProbeHandler: healthy, PeriodSeconds: 5, TimeoutSeconds: 5}
	container.LivenessProbe = &corev1.Probe{ProbeHandler: healthy, PeriodSeconds: 20, FailureThreshold: 6, TimeoutSeconds: 10}
	one := int32(1)
	set := &appsv1.StatefulSet{
		TypeMeta: metav1.TypeMeta{APIVersion: "apps/v1", Kind: "StatefulSet"}, ObjectMeta: c.meta(ServerName, server),
		Spec: appsv1.StatefulSetSpec{
			// In order, a pod that never became ready would keep its successor from being made.
			PodManagementPolicy: appsv1.ParallelPodManagement,
			Replicas:            &one, ServiceName: ServerName, Selector: &metav1.LabelSelector{MatchLabels: selector(server)}, Template: pod,
			PersistentVolumeClaimRetentionPolicy: &appsv1.StatefulSetPersistentVolumeClaimRetentionPolicy{
				WhenDeleted: appsv1.DeletePersistentVolumeClaimRetentionPolicyType, WhenScaled: appsv1.RetainPersistentVolumeClaimRetentionPolicyType,
			},
		},
	}
	if c.StorageSize == NoStorage {
		set.Spec.PersistentVolumeClaimRetentionPolicy = nil
		set.Spec.Template.Spec.Volumes = append(set.Spec.Template.Spec.Volumes, empty(dataClaim, resource.MustParse("512Mi")))
		return set
	}
	claim := corev1.PersistentVolumeClaim{
		TypeMeta: metav1.TypeMeta{APIVersion: "v1", Kind: "PersistentVolumeClaim"}, ObjectMeta: c.meta(dataClaim, server),
		Spec: corev1.PersistentVolumeClaimSpec{
			AccessModes: []corev1.PersistentVolumeAccessMode{corev1.ReadWriteOnce},
			Resources:   corev1.VolumeResourceRequirements{Requests: corev1.ResourceList{corev1.ResourceStorage: resource.MustParse(c.StorageSize)}},
		},
	}
	claim.Namespace = ""
	if c.StorageClass != "" {
		claim.Spec.StorageClassName = &c.StorageClass
	}
	set.Spec.VolumeClaimTemplates = []corev1.PersistentVolumeClaim{claim}
	return set
}

// digest changes with everything that the server reads when it starts.
func digest(config *corev1.ConfigMap, secrets []*corev1.Secret) string {
	h := sha256.New()
	for _, key := range slices.Sorted(maps.Keys(config.Data)) {
		fmt.Fprintf(h, "%s %q\n", key, config.Data[key])
	}
	for _, s := range secrets {
		if s.Name == AgentsName {
			continue // labs read it
		}
		for _, key := range slices.Sorted(maps.Keys(s.Data)) {
			fmt.Fprintf(h, "%s %s %q\n", s.Name, key, s.Data[key])
		}
	}
	return hex.EncodeToString(h.Sum(nil))[:16]
}

// templateDigest changes with the pods of a Job, which can only be made anew then.
func templateDigest(pod *corev1.PodTemplateSpec) string {
	text, err := json.Marshal(pod)
	if err != nil {
		text = []byte(err.Error()) // never: it is made of strings and numbers
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])[:16]
}

// Job is the labs.
func (c *Config) Job() *batchv1.Job {
	pod := c.pod(lab, labSizes(), []string{
		"workshop", "lab", "--tls", "/run/lab", "--listen", fmt.Sprintf(":%d", labPort), "--health", fmt.Sprintf(":%d", healthPort),
	})
	yes := true
	grace := int64(30)
	pod.Spec.Subdomain = LabsName
	pod.Spec.TerminationGracePeriodSeconds = &grace
	// Restarted in its place, a lab keeps its name and its node.
	pod.Spec.RestartPolicy = corev1.RestartPolicyOnFailure
	// What a lab's node leaves behind is taken in by the pause process.
	pod.Spec.ShareProcessNamespace = &yes
	disk := labSizes().MostDisk
	pod.Spec.Volumes = []corev1.Volume{empty("lab", disk), empty("tmp", resource.MustParse("256Mi")), secretVolume(AgentsName, AgentsName)}
	container := &pod.Spec.Containers[0]
	container.Env = []corev1.EnvVar{{Name: "HARDEN_HOME", Value: labHome}, {Name: "XDG_RUNTIME_DIR", Value: labHome}}
	container.Ports = []corev1.ContainerPort{
		{Name: "agent", ContainerPort: labPort, Protocol: corev1.ProtocolTCP}, {Name: "health", ContainerPort: healthPort, Protocol: corev1.ProtocolTCP},
	}
	// The Secret has the keys of all labs. Each gets the files of its own, by its index, which the Job puts into its environment;
	// what is not mounted is on the node, and out of the container's reach.
	container.VolumeMounts = []corev1.VolumeMount{
		{Name: "lab", MountPath: labHome},
		{Name: "tmp", MountPath: "/tmp"},
		{Name: AgentsName, MountPath: "/run/lab/" + CAKey, SubPath: CAKey, ReadOnly: true},
		{Name: AgentsName, MountPath: "/run/lab/" + CertKey, SubPathExpr: JobName + "-$(JOB_COMPLETION_INDEX).crt", ReadOnly: true},
		{Name: AgentsName, MountPath: "/run/lab/" + KeyKey, SubPathExpr: JobName + "-$(JOB_COMPLETION_INDEX).key", ReadOnly: true},
	}
	get := func(path string) corev1.ProbeHandler {
		return corev1.ProbeHandler{HTTPGet: &corev1.HTTPGetAction{Path: path, Port: *port(healthPort), Scheme: corev1.URISchemeHTTP}}
	}
	container.StartupProbe = &corev1.Probe{ProbeHandler: get("/healthz"), PeriodSeconds: 2, FailureThreshold: 60, TimeoutSeconds: 5}
	container.ReadinessProbe = &corev1.Probe{ProbeHandler: get("/readyz"), PeriodSeconds: 5, TimeoutSeconds: 5}
	container.LivenessProbe = &corev1.Probe{ProbeHandler: get("/healthz"), PeriodSeconds: 20, FailureThreshold: 6, TimeoutSeconds: 10}

	indexed, whenGone := batchv1.IndexedCompletion, batchv1.Failed
	count, deadline := int32(c.Learners), c.Seconds()
	// Restarts of all labs together count towards the limit, and reaching it ends every lab.
	retries := int32(math.MaxInt32)
	meta := c.meta(JobName, lab)
	meta.Annotations = map[string]string{TemplateNote: templateDigest(&pod)}
	return &batchv1.Job{
		TypeMeta: metav1.TypeMeta{APIVersion: "batch/v1", Kind: "Job"}, ObjectMeta: meta,
		Spec: batchv1.JobSpec{
			CompletionMode: &indexed, Completions: &count, Parallelism: &count, BackoffLimit: &retries, ActiveDeadlineSeconds: &deadline, PodReplacementPolicy: &whenGone,
			Template: pod,
		},
	}
}

// Plain is an object as it is written by a person: without a status and other things that the cluster fills in.
func Plain(object runtime.Object) (map[string]any, error) {
	plain, err := runtime.DefaultUnstructuredConverter.ToUnstructured(object)
	if err != nil {
		return nil, err
	}
	prune(plain)
	return plain, nil
}

// prune removes what only the cluster fills in, at any depth: templates have metadata too. A selector without
// conditions selects everything and stays.
func prune(of map[string]any) {
	delete(of, "status")
	for key, value := range of {
		switch value := value.(type) {
		case map[string]any:
			if key == "metadata" && value["creationTimestamp"] == nil {
				delete(value, "creationTimestamp")
			}
			prune(value)
			if len(value) == 0 && (key == "spec" || key == "updateStrategy") {
				delete(of, key)
			}
		case []any:
			for _, item := range value {
				if inner, ok := item.(map[string]any); ok {
					prune(inner)
				}
			}
		}
	}
}

// YAML is all of them in one stream, as kubectl apply -f - takes it.
func YAML(objects []runtime.Object) ([]byte, error) {
	var b strings.Builder
	for i, object := range objects {
		plain, err := Plain(object)
		if err != nil {
			return nil, err
		}
		text, err := yaml.Marshal(plain)
		if err != nil {
			return nil, err
		}
		if i > 0 {
			b.WriteString("---\n")
		}
		b.Write(text)
	}
	return []byte(b.String()), nil
}
