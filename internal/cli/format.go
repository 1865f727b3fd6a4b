package cli

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/hardenway/hardenway/internal/term"
)

// format is the value of -o.
type format string

const (
	formatText  format = "text"
	formatJSON  format = "json"
	formatJUnit format = "junit"
)

// formatFlag gives cmd the flag -o with those formats.
func formatFlag(cmd *cobra.Command, target *format, formats ...format) {
	*target = formatText
	names := []string{string(formatText)}
	for _, f := range formats {
		names = append(names, string(f))
	}
	value := &formatValue{target: target, names: names}
	cmd.Flags().VarP(value, "output", "o", "`format` of the result: "+or(names))
	err := cmd.RegisterFlagCompletionFunc("output", func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return names, cobra.ShellCompDirectiveNoFileComp
	})
	if err != nil {
		panic(err) // the flag was registered two lines above
	}
}

type formatValue struct {
	target *format
	names  []string
}

func (v *formatValue) String() string {
	if v.target == nil {
		return ""
	}
	return string(*v.target)
}

func (v *formatValue) Type() string { return "format" }

func (v *formatValue) Set(s string) error {
	if !slices.Contains(v.names, s) {
		return fmt.Errorf("use %s", or(v.names))
	}
	*v.target = format(s)
	return nil
}

// writeJSON is how every document is written: indented, readable, with a final newline.
func writeJSON(o *term.Output, value any) error {
	encoder := json.NewEncoder(o)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(value)
}

// count is "1 goal", "2 goals".
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	if stem, ok := strings.CutSuffix(noun, "y"); ok {
		return fmt.Sprintf("%d %sies", n, stem)
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
