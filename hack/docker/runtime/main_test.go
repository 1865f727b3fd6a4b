//go:build linux

package main

import (
	"strings"
	"testing"
)

func TestDrop(t *testing.T) {
	const all = 1<<41 - 1
	const noResource = all &^ (1 << 24)
	for _, test := range []struct {
		name     string
		doc      string
		process  bool
		bounding uint64
		want     string
	}{
		{
			name: "a container", bounding: noResource,
			doc:  `{"process":{"capabilities":{"bounding":["CAP_CHOWN","CAP_SYS_RESOURCE"]},"rlimits":[{"hard":18446744073709551615}]}}`,
			want: `{"process":{"capabilities":{"bounding":["CAP_CHOWN"]},"rlimits":[{"hard":18446744073709551615}]}}`,
		},
		{
			name: "a process", process: true, bounding: noResource,
			doc:  `{"capabilities":{"effective":["CAP_SYS_RESOURCE"],"permitted":["CAP_BPF"]}}`,
			want: `{"capabilities":{"effective":[],"permitted":["CAP_BPF"]}}`,
		},
		{name: "nothing is lacking", bounding: all, doc: `{"process":{"capabilities":{"bounding":["CAP_SYS_RESOURCE"]}}}`, want: `{"process":{"capabilities":{"bounding":["CAP_SYS_RESOURCE"]}}}`},
		{name: "unheard of", bounding: all, doc: `{"process":{"capabilities":{"bounding":["CAP_NEXT_YEAR"]}}}`, want: `{"process":{"capabilities":{"bounding":[]}}}`},
		{name: "no capabilities", bounding: all, doc: `{"process":{}}`, want: `{"process":{}}`},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := drop([]byte(test.doc), test.process, test.bounding)
			if err != nil || string(got) != test.want {
				t.Errorf("got %s, %v\nwant %s", got, err, test.want)
			}
		})
	}
}

func TestDocument(t *testing.T) {
	for _, test := range []struct {
		args    string
		name    string
		process bool
	}{
		{args: "--root /r --log /l create --bundle /b --pid-file /p id", name: "/b/config.json"},
		{args: "run -b=/b id", name: "/b/config.json"},
		{args: "create id", name: "config.json"},
		{args: "exec --process /p.json --detach id", name: "/p.json", process: true},
		{args: "exec id ls"},
		{args: "delete --force id"},
		{args: "--version"},
	} {
		if name, process := document(strings.Fields(test.args)); name != test.name || name != "" && process != test.process {
			t.Errorf("%s: got %q, %v, want %q, %v", test.args, name, process, test.name, test.process)
		}
	}
}
