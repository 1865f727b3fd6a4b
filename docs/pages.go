package docs

import "embed"

// Pages are those that somebody who has no repository at hand may look for: authors, instructors
// and operators. The site shows them.
//
//go:embed air-gap.md authoring.md commands.md design.md embedded.md generated-questions.md
//go:embed kind.md lessons.md probes.md questions.md quiz.md workshop.md
var Pages embed.FS
