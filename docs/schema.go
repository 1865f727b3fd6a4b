// Package docs holds what is both documentation and part of the program.
package docs

import _ "embed"

// ScenarioSchema is the JSON schema of scenario.yaml, as `harden schema` prints it. It is
// made from the types that read the file: see TestSchema in package scenarios.
//
//go:embed scenario.schema.json
var ScenarioSchema string
