package labs

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"testing"
	"time"
)

// TestMain lets the test binary be the other processes that tests need.
func TestMain(m *testing.M) {
	if os.Args[0] == "kubectl" {
		fakeKubectl()
		return
	}
	if home := os.Getenv("LABS_TEST_HOLD_LOCK"); home != "" {
		holdLock(Home(home))
		return
	}
	os.Exit(m.Run())
}

// kubectlRun is what the fake kubectl saw of itself.
type kubectlRun struct {
	Args  []string
	Env   []string
	Files map[string]string // content of arguments that are files
	In    string
}

// fakeKubectl prints what it was given, as JSON.
func fakeKubectl() {
	run := kubectlRun{Args: os.Args, Env: os.Environ(), Files: map[string]string{}}
	for _, name := range append([]string{os.Getenv("KUBECONFIG")}, os.Args[1:]...) {
		if data, err := os.ReadFile(name); err == nil {
			run.Files[name] = string(data)
		}
	}
	in, err := io.ReadAll(os.Stdin)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	run.In = string(in)
	if err := json.NewEncoder(os.Stdout).Encode(run); err != nil {
		os.Exit(1)
	}
	if len(os.Args) > 1 && os.Args[1] == "fail" {
		os.Exit(3)
	}
}

func holdLock(home Home) {
	if _, err := home.lock("shop", "start"); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println("held")
	time.Sleep(time.Hour) // until it is killed
}
