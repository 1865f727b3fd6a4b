package computed

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"

	"go.etcd.io/etcd/api/v3/etcdserverpb"
	etcdversion "go.etcd.io/etcd/api/v3/version"
	"google.golang.org/grpc"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	apiextensions "k8s.io/apiextensions-apiserver/pkg/apiserver"
	"k8s.io/apiextensions-apiserver/pkg/registry/customresourcedefinition"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	utilnet "k8s.io/apimachinery/pkg/util/net"
	"k8s.io/apimachinery/pkg/util/version"
	"k8s.io/apiserver/pkg/authorization/authorizerfactory"
	"k8s.io/apiserver/pkg/registry/generic"
	"k8s.io/apiserver/pkg/registry/rest"
	genericapiserver "k8s.io/apiserver/pkg/server"
	"k8s.io/apiserver/pkg/server/egressselector"
	serverstorage "k8s.io/apiserver/pkg/server/storage"
	"k8s.io/apiserver/pkg/storage"
	"k8s.io/apiserver/pkg/storage/storagebackend"
	"k8s.io/apiserver/pkg/storage/storagebackend/factory"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	restclient "k8s.io/client-go/rest"
	"k8s.io/client-go/tools/cache"
	"k8s.io/component-base/compatibility"
	kubeversion "k8s.io/component-base/version"
	aggregatorapi "k8s.io/kube-aggregator/pkg/apis/apiregistration/v1"
	apiservices "k8s.io/kube-aggregator/pkg/registry/apiservice/rest"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	"k8s.io/kubernetes/pkg/controlplane"
	controlplaneapiserver "k8s.io/kubernetes/pkg/controlplane/apiserver"
	"k8s.io/kubernetes/pkg/controlplane/reconcilers"
	"k8s.io/kubernetes/pkg/kubeapiserver"
	kubeoptions "k8s.io/kubernetes/pkg/kubeapiserver/options"
	kubeletclient "k8s.io/kubernetes/pkg/kubelet/client"
	"k8s.io/kubernetes/pkg/serviceaccount"

	"github.com/hardenway/hardenway/quiz"
)

// served is what an API server with default flags installs: for each group and version, and
// each resource or subresource, whether its objects live in namespaces.
type served map[schema.GroupVersion]map[string]bool

// apiServer builds the REST storage of the three servers that are in kube-apiserver, as they
// do before they install it, and keeps the names. What is no longer served at this version
// is dropped by the API server's own rule. No storage is ever read, so none is connected.
var apiServer = sync.OnceValues(func() (served, error) {
	found := served{}
	source := controlplane.DefaultAPIResourceConfigSource()
	current, err := version.ParseMajorMinor(kubeversion.DefaultKubeBinaryVersion)
	if err != nil {
		return nil, err
	}
	expiry, err := genericapiserver.NewResourceExpirationEvaluatorFromOptions(genericapiserver.ResourceExpirationEvaluatorOptions{CurrentVersion: current})
	if err != nil {
		return nil, fmt.Errorf("which API versions have expired: %w", err)
	}
	providers, err := storageProviders()
	if err != nil {
		return nil, fmt.Errorf("the API server's resources: %w", err)
	}
	for _, provider := range providers {
		info, err := provider.NewRESTStorage(source, noStorage{})
		if err != nil {
			return nil, fmt.Errorf("the resources of %T: %w", provider, err)
		}
		if err := expiry.RemoveUnavailableKinds(provider.GroupName(), info.Scheme, info.VersionedResourcesStorageMap, source); err != nil {
			return nil, fmt.Errorf("the resources of group %q: %w", provider.GroupName(), err)
		}
		found.add(provider.GroupName(), info.VersionedResourcesStorageMap)
	}
	definitions, err := customresourcedefinition.NewREST(apiextensions.Scheme, noStorage{})
	if err != nil {
		return nil, fmt.Errorf("the storage of custom resource definitions: %w", err)
	}
	found.add(apiextensionsv1.SchemeGroupVersion.Group, map[string]map[string]rest.Storage{apiextensionsv1.SchemeGroupVersion.Version: {
		"customresourcedefinitions":        definitions,
		"customresourcedefinitions/status": customresourcedefinition.NewStatusREST(apiextensions.Scheme, definitions),
	}})
	aggregated := serverstorage.NewResourceConfig()
	aggregated.EnableVersions(aggregatorapi.SchemeGroupVersion)
	found.add(aggregatorapi.SchemeGroupVersion.Group, apiservices.NewRESTStorage(aggregated, noStorage{}, false).VersionedResourcesStorageMap)
	return found, nil
})

func (s served) add(group string, versions map[string]map[string]rest.Storage) {
	for version, resources := range versions {
		gv := schema.GroupVersion{Group: group, Version: version}
		if s[gv] == nil {
			s[gv] = map[string]bool{}
		}
		for name, store := range resources {
			scoped, ok := store.(rest.Scoper)
			s[gv][name] = ok && scoped.NamespaceScoped()
		}
	}
}

// storageProviders are the groups that kube-apiserver serves, in the order of discovery. The
// configuration is as little as they can be made from; nothing of it is connected.
func storageProviders() ([]controlplaneapiserver.RESTStorageProvider, error) {
	_, services, err := net.ParseCIDR("10.96.0.0/12")
	if err != nil {
		return nil, err
	}
	config := controlplane.Config{
		ControlPlane: controlplaneapiserver.Config{
			Generic: genericapiserver.NewConfig(legacyscheme.Codecs),
			Extra:   controlplaneapiserver.Extra{APIResourceConfigSource: controlplane.DefaultAPIResourceConfigSource()},
		},
		Extra: controlplane.Extra{
			KubeletClientConfig: kubeletclient.KubeletClientConfig{Port: 10250},
			ServiceIPRange:      *services, ServiceNodePortRange: kubeoptions.DefaultServiceNodePortRange,
			EndpointReconcilerConfig: controlplane.EndpointReconcilerConfig{Reconciler: reconcilers.NewNoneEndpointReconciler()},
		},
	}
	shared, server := &config.ControlPlane, config.ControlPlane.Generic
	server.EffectiveVersion = compatibility.NewEffectiveVersionFromString(kubeversion.DefaultKubeBinaryVersion, "", "")
	server.Authorization.Authorizer = authorizerfactory.NewAlwaysDenyAuthorizer()
	server.LoopbackClientConfig = &restclient.Config{APIPath: "/api", ContentConfig: restclient.ContentConfig{NegotiatedSerializer: legacyscheme.Codecs}}
	server.ExternalAddress = "127.0.0.1:6443"
	shared.ServiceAccountIssuer = noTokens{}
	factoryConfig := kubeapiserver.NewStorageFactoryConfig()
	shared.StorageFactory = serverstorage.NewDefaultStorageFactory(storagebackend.Config{Transport: emptyEtcd()}, runtime.ContentTypeJSON, factoryConfig.Serializer,
		factoryConfig.DefaultResourceEncoding, controlplane.DefaultAPIResourceConfigSource(), nil)
	shared.ProxyTransport = &http.Transport{TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12}}
	client, err := kubernetes.NewForConfig(server.LoopbackClientConfig)
	if err != nil {
		return nil, err
	}
	shared.VersionedInformers = informers.NewSharedInformerFactory(client, 0)
	return config.Complete().StorageProviders(client)
}

// emptyEtcd is a connection to an etcd that answers nothing. The API server wants one that
// stands for the ports of services, before it makes their store.
func emptyEtcd() storagebackend.TransportConfig {
	return storagebackend.TransportConfig{
		ServerList: []string{"http://127.0.0.1:2379"}, // which is never dialled
		EgressLookup: func(egressselector.NetworkContext) (utilnet.DialFunc, error) {
			return func(context.Context, string, string) (net.Conn, error) {
				ours, theirs := net.Pipe()
				go serveEmptyEtcd(theirs)
				return ours, nil
			}, nil
		},
	}
}

// serveEmptyEtcd answers on one connection what etcd's client asks before anybody uses it.
func serveEmptyEtcd(conn net.Conn) {
	listener := make(oneConn, 1)
	listener <- conn
	server := grpc.NewServer()
	etcdserverpb.RegisterMaintenanceServer(server, emptyMaintenance{})
	_ = server.Serve(listener) // it ends with the connection
}

// emptyMaintenance tells a version of etcd that has everything that the API server wants.
type emptyMaintenance struct {
	etcdserverpb.UnimplementedMaintenanceServer
}

func (emptyMaintenance) Status(context.Context, *etcdserverpb.StatusRequest) (*etcdserverpb.StatusResponse, error) {
	return &etcdserverpb.StatusResponse{Version: etcdversion.Version}, nil
}

// noTokens stands for the issuer of service account tokens, which every API server has.
type noTokens struct{ serviceaccount.TokenGenerator }

// oneConn is a listener that accepts one connection, and no other.
type oneConn chan net.Conn

func (l oneConn) Accept() (net.Conn, error) { return <-l, nil }
func (oneConn) Close() error                { return nil }
func (oneConn) Addr() net.Addr              { return &net.UnixAddr{Net: "pipe"} }

// noStorage makes stores that are never read from and never written to.
type noStorage struct{}

func (noStorage) GetRESTOptions(resource schema.GroupResource, _ runtime.Object) (generic.RESTOptions, error) {
	return generic.RESTOptions{
		StorageConfig:  (&storagebackend.Config{}).ForResource(resource),
		Decorator:      undecorated,
		ResourcePrefix: resource.String(),
	}, nil
}

func undecorated(*storagebackend.ConfigForResource, string, func(runtime.Object) (string, error), func() runtime.Object, func() runtime.Object,
	storage.AttrFunc, storage.IndexerFuncs, *cache.Indexers,
) (storage.Interface, factory.DestroyFunc, error) {
	return nil, func() {}, nil
}

func evaluateAPI(truth quiz.APITruth) (string, error) {
	gv, err := schema.ParseGroupVersion(truth.GroupVersion)
	if err != nil {
		return "", fmt.Errorf("api: groupVersion %q: %w", truth.GroupVersion, err)
	}
	if truth.Resource == "" {
		return "", errors.New("api: resource is missing: write a resource such as pods, or a subresource such as pods/log")
	}
	found, err := apiServer()
	if err != nil {
		return "", err
	}
	namespaced, exists := found[gv][truth.Resource]
	switch truth.Ask {
	case "exists":
		return yes(exists), nil
	case "namespaced":
		if !exists {
			return "", fmt.Errorf("api: nothing serves %s in %s, so it has no scope: ask exists, or mend the name", truth.Resource, truth.GroupVersion)
		}
		return yes(namespaced), nil
	default:
		return "", fmt.Errorf("api: ask %q is none of exists and namespaced", truth.Ask)
	}
}
