package main

import (
	"fmt"
	"slices"
	"time"
)

// Metric is one thing measured several times. The unit is ms, MB, or × for a ratio.
type Metric struct {
	Name    string    `json:"name"`
	Unit    string    `json:"unit"`
	Aim     string    `json:"aim,omitempty"`
	Median  float64   `json:"median"`
	Least   float64   `json:"least"`
	Most    float64   `json:"most"`
	Samples []float64 `json:"samples"`
}

func newMetric(name, aim string, samples []time.Duration) Metric {
	ms := make([]float64, len(samples))
	for i, s := range samples {
		ms[i] = float64(s) / float64(time.Millisecond)
	}
	return summary(Metric{Name: name, Unit: "ms", Aim: aim, Samples: ms})
}

func summary(m Metric) Metric {
	sorted := slices.Sorted(slices.Values(m.Samples))
	n := len(sorted)
	if n == 0 {
		return m
	}
	m.Least, m.Most = sorted[0], sorted[n-1]
	m.Median = (sorted[(n-1)/2] + sorted[n/2]) / 2
	return m
}

// show writes a value as a person reads it.
func (m Metric) show(v float64) string {
	if m.Unit == "ms" && v >= 1000 {
		return fmt.Sprintf("%.2f s", v/1000)
	}
	if m.Unit == "×" {
		return fmt.Sprintf("%.1f ×", v)
	}
	return fmt.Sprintf("%.0f %s", v, m.Unit)
}
