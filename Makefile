# Everything that is built or checked here, with one set of build flags, so that
# the second thing you run finds in the build cache what the first one compiled.

BIN     := bin/harden
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null)
LDFLAGS := -s -w -X main.version=$(VERSION)
TOOL    := go tool -modfile=hack/tools/go.mod

# How many scenarios are proved at once. Each has a cluster of its own (about 500 MB),
# and most of a proof is waiting to see that a wrong fix stays wrong.
PARALLEL ?= 4

# No C compiler is needed, and no path of this machine gets into the binary.
export CGO_ENABLED := 0
export GOFLAGS := -trimpath

# The race detector needs cgo and a second compilation of whatever is imported.
# So it runs where this project starts goroutines and Kubernetes itself is not
# compiled in.
RACE := ./grader ./internal/rollout ./internal/term ./labs ./labs/embedded/cri \
        ./labs/embedded/podnet ./labs/hosted/... ./labs/kind/... ./labs/objects ./labs/progress ./labs/remote/... ./labs/shell ./labs/workload/... ./labs/workshop \
        ./quiz ./quiz/answerlog ./quiz/player

.DEFAULT_GOAL := help
.PHONY: help programs build install test race vet lint fmt prove prove-lessons bench bench-kind bench-workshop session docs cross clean node-image docker docker-stop test-kind test-machine test-air-gap test-pages

help: ## show what make can do
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# What harden brings into a kind node, for each architecture. It is in harden itself, so that a
# lab on kind can be made from any system.
programs: labs/kind/bin/linux-amd64.gz labs/kind/bin/linux-arm64.gz ## build the programs that harden brings into kind nodes

labs/kind/bin/linux-%.gz: $(shell find labs/kind/program labs/image/rootfs labs/kind/agent labs/kind/image labs/remote labs/shell labs/workload -name '*.go' ! -name '*_test.go' -o -name '*.html' -o -name '*.css') go.mod
	GOOS=linux GOARCH=$* go build -buildvcs=false -ldflags '-s -w' -o $(@:.gz=) ./labs/kind/program
	gzip -9nf $(@:.gz=)

build: programs ## build bin/harden
	go build -ldflags '$(LDFLAGS)' -o $(BIN) ./cmd/harden

install: programs ## install harden into $GOBIN, or else ~/go/bin
	go install -ldflags '$(LDFLAGS)' ./cmd/harden

# make lint vets every package. -vet=off keeps go test from vetting all of Kubernetes once more,
# which takes longer than the tests.
test: ## run every test; some start real clusters
	go test -vet=off -timeout 20m ./...

race: ## run the tests of concurrent packages under the race detector
	CGO_ENABLED=1 go test -race -vet=off -short -timeout 20m $(RACE)

vet: ## run go vet
	go vet ./...

lint: ## run the linters, and see that go.mod, formatting and texts are in order
	$(TOOL) golangci-lint run
	go mod tidy -diff
	hack/lint-text

fmt: ## format all Go files
	$(TOOL) golangci-lint fmt

cross: ## run go vet as if on each other system that harden builds for, or on those of SYSTEMS
	go -C hack/tools run ./cross $(SYSTEMS)

prove: build ## prove all scenarios on real clusters
	$(BIN) prove --all --parallel $(PARALLEL)

prove-lessons: build ## run what the lessons show, and compare
	$(BIN) prove lessons --all --parallel $(PARALLEL)

# Where Docker is of another kind, DOCKER_HOST tells.
docker: ## start a Docker daemon of this project's own (Debian, as root); see hack/docker/daemon
	hack/docker/daemon start

docker-stop: ## stop that daemon and remove what it kept
	hack/docker/daemon stop

node-image: ## build a node image for kind without a registry, and load it into Docker
	go run ./hack/node-image -load

# The tests that make kind clusters are part of go test ./... too, and are not run there: they
# need Docker, and most of a minute for each cluster. Here a Docker that does not work is a failure.
test-kind: ## run the tests that make kind clusters in Docker
	HARDEN_TEST_KIND=1 go test -vet=off -count=1 -timeout 40m ./labs/kind/...

# In a module of its own: see hack/machine/go.mod.
test-machine: build ## try bin/harden in a bare Debian container, with no network and no root
	HARDEN_TEST_DOCKER=1 HARDEN_BIN=$(abspath $(BIN)) go -C hack/machine test -vet=off -count=1 -timeout 20m .

test-air-gap: build ## carry a bundle into a network namespace with no way out (Linux, as root)
	HARDEN_TEST_KIND=1 HARDEN_BIN=$(abspath $(BIN)) go test -vet=off -count=1 -timeout 60m ./hack/airgap

# In a module of its own too. Chromium, Java and npm have to be there; what is not is told, and a
# failure. With HARDEN_SHOTS=folder, pictures of the pages are put there.
test-pages: build ## open the built site and a workshop in Chromium: search, quiz, keys, axe-core, the HTML validator
	HARDEN_BIN=$(abspath $(BIN)) go -C hack/pages test -vet=off -count=1 -timeout 50m .

bench: build ## measure starts, resets, checks and memory; see that nothing is left over
	go run ./hack/bench -harden $(BIN)

bench-kind: build ## measure starts, stops and memory on kind and on the embedded cluster in turn (needs Docker, as root)
	go run ./hack/bench -harden $(BIN) -kind -rounds 5

bench-workshop: ## post results of 300 learners for five minutes, killing the server twice on the way
	go run ./hack/workshop-load -kill 2

session: build ## record the picture in the README anew (needs tmux)
	go run ./hack/session -harden $(BIN)

docs: ## write the generated pages, the schemas and the banks' Go files anew
	go generate ./quiz ./quiz/banks
	go test -vet=off ./internal/cli ./scenarios ./hack/probes -update
	go test -vet=off ./quiz/computed -run TestWitness -update

clean: ## remove what was built
	rm -rf bin labs/kind/bin/*.gz
