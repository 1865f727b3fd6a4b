package constraint

import (
	"errors"
	"testing"
)

func TestAdmits(t *testing.T) {
	tests := []struct {
		constraint, version string
		want                bool
	}{
		{"", "v1.37.1", true},
		{">=1.36", "v1.36.0", true},
		{">=1.36", "v1.35.9", false},
		{">= 1.36", "v1.37.1-rc.0+k3s1", true},
		{">1.36", "v1.36.5", false},
		{"<=1.36", "v1.36.5", true},
		{"<1.38, >=1.34", "v1.37.1", true},
		{">=1.34 <1.37", "v1.37.1", false},
		{"1.37", "v1.37.9", true},
		{"=1.37.1", "v1.37.2", false},
		{"!=1.37.1", "v1.37.2", true},
		{"<2.0", "1.99.0", true},
	}
	for _, tt := range tests {
		c, err := Parse(tt.constraint)
		if err != nil {
			t.Errorf("%q: %v", tt.constraint, err)
			continue
		}
		if got, err := c.Admits(tt.version); err != nil || got != tt.want {
			t.Errorf("%q on %s: %t, %v; want %t", tt.constraint, tt.version, got, err, tt.want)
		}
	}
	for _, version := range []string{"", "1.37", "latest", "v1.x.0"} {
		if _, err := Constraint(nil).Admits(version); !errors.Is(err, ErrVersion) {
			t.Errorf("version %q: %v", version, err)
		}
	}
	for _, text := range []string{"~1.36", ">=1", "1.36.x", ">=1.36 ||", "=>1.36", "1.36.1.1"} {
		if _, err := Parse(text); err == nil {
			t.Errorf("constraint %q is taken", text)
		}
	}
}
