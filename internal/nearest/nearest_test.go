package nearest

import (
	"slices"
	"strings"
	"testing"
)

func TestNames(t *testing.T) {
	names := []string{"anonymous-kubelet", "open-dashboard", "unencrypted-etcd", "weak-rbac", "etcd-open-client-port"}
	tests := []struct {
		name string
		want []string
	}{
		{"weak-rback", []string{"weak-rbac"}},
		{"waek-rbac", []string{"weak-rbac"}},
		{"rbac", []string{"weak-rbac"}},
		{"rbac-weak", []string{"weak-rbac"}},
		{"kubelet", []string{"anonymous-kubelet"}},
		{"anon", []string{"anonymous-kubelet"}},
		{"etcd", []string{"etcd-open-client-port", "unencrypted-etcd"}},
		{"Open-Dashbord", []string{"open-dashboard"}},
		{"mountain", nil},
		{"x", nil},
		{"", nil},
		{strings.Repeat("weak-rbac", 1000), nil},
	}
	for _, tt := range tests {
		if got := Names(tt.name, names); !slices.Equal(got, tt.want) {
			t.Errorf("Names(%.20q) = %v, want %v", tt.name, got, tt.want)
		}
	}
}
