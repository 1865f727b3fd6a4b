package cli

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/hardenway/hardenway/internal/term"
	"github.com/hardenway/hardenway/quiz"
	"github.com/hardenway/hardenway/quiz/banks"
	"github.com/hardenway/hardenway/quiz/formats"
)

type quizExportOptions struct {
	pick   questionPick
	Format string
	File   string
	Bank   string
}

func newQuizExport(f *Factory) *cobra.Command {
	o := &quizExportOptions{}
	var about []string
	for _, as := range formats.All() {
		about = append(about, as.Name+" ("+as.Title+")")
	}
	cmd := &cobra.Command{
		Use:   "export",
		Short: "Write questions for another program",
		Long:  "Writes questions as " + or(about) + ". What a format cannot say as harden does is written in the nearest way it can, and told.",
		Example: `harden quiz export --format moodle -f questions.xml
			harden quiz export --format anki --tag etcd > etcd.txt`,
		Args: noArgs,
		RunE: func(*cobra.Command, []string) error {
			return runQuizExport(f, o)
		},
	}
	o.pick.flags(cmd)
	cmd.Flags().StringVar(&o.Format, "format", "", "the `format`: "+or(exportFormats()))
	cmd.Flags().StringVarP(&o.File, "file", "f", "", "write to this `file` instead of standard output")
	cmd.Flags().StringVar(&o.Bank, "bank", "", "take the questions from this `file`")
	mustComplete(cmd, "format", fixed(exportFormats()...))
	return cmd
}

func exportFormats() []string {
	var names []string
	for _, as := range formats.All() {
		names = append(names, as.Name)
	}
	return names
}

func runQuizExport(f *Factory, o *quizExportOptions) error {
	at := slices.IndexFunc(formats.All(), func(as formats.Format) bool { return as.Name == o.Format })
	switch {
	case o.Format == "":
		return usagef("harden quiz export --format gift", "which format? Use --format with %s", or(exportFormats()))
	case at < 0:
		return usagef("harden quiz export --format gift", "there is no format %q: use %s", o.Format, or(exportFormats()))
	}
	if err := o.pick.check(); err != nil {
		return err
	}
	all := banks.All()
	if o.Bank != "" {
		var err error
		if all, err = loadBank(o.Bank); err != nil {
			return err
		}
	}
	chosen, n := selectBanks(all, o.pick.filter())
	if n == 0 {
		return usagef("harden quiz list, which counts the questions there are", "no question is like that")
	}
	losses, err := writeTo(f, o.File, func(w io.Writer) ([]formats.Loss, error) { return formats.All()[at].Write(w, chosen) })
	if err != nil {
		return err
	}
	f.note(fmt.Sprintf("%s as %s.", count(n, "question"), formats.All()[at].Title))
	noteLosses(f, losses)
	return nil
}

// selectBanks are the banks with the questions that a filter takes, and how many they are.
func selectBanks(all []quiz.Bank, filter quiz.Filter) ([]quiz.Bank, int) {
	var chosen []quiz.Bank
	n := 0
	for _, bank := range all {
		var kept []quiz.Question
		for i := range bank.Questions {
			if filter.Match(&bank.Questions[i], bank.Module) {
				kept = append(kept, bank.Questions[i])
			}
		}
		if bank.Questions = kept; len(kept) > 0 {
			chosen = append(chosen, bank)
			n += len(kept)
		}
	}
	return chosen, n
}

// writeTo writes to standard output, or to a file that is there whole or not at all.
func writeTo(f *Factory, path string, write func(io.Writer) ([]formats.Loss, error)) (losses []formats.Loss, err error) {
	if path == "" || path == "-" {
		return write(f.out())
	}
	temp, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*")
	if err != nil {
		return nil, fmt.Errorf("writing %s: %w", path, err)
	}
	losses, err = write(temp)
	if err == nil {
		err = temp.Chmod(0o644) // it is no secret
	}
	err = errors.Join(err, temp.Close())
	if err == nil {
		err = os.Rename(temp.Name(), path)
	}
	if err != nil {
		_ = os.Remove(temp.Name()) // its error would hide the one that matters
		return nil, fmt.Errorf("writing %s: %w", path, err)
	}
	return losses, nil
}

// noteLosses tells what the format could not say, once for all questions of which the same is
// to be told.
func noteLosses(f *Factory, losses []formats.Loss) {
	questions := map[string][]string{}
	var texts []string
	for _, loss := range losses {
		if questions[loss.What] == nil {
			texts = append(texts, loss.What)
		}
		questions[loss.What] = append(questions[loss.What], string(loss.Question))
	}
	for _, text := range texts {
		ids := questions[text]
		some := strings.Join(ids[:min(len(ids), 3)], ", ")
		if len(ids) > 3 {
			some += fmt.Sprintf(" and %d more", len(ids)-3)
		}
		f.note("  ", term.CleanLine(text), ": ", some)
	}
}

func newQuizImport(f *Factory) *cobra.Command {
	var as string
	var out format
	cmd := &cobra.Command{
		Use:   "import <file>",
		Short: "Check questions from another program",
		Long:  "Reads a file of questions and shows what is in it. Nothing is kept: harden quiz --bank plays the file as it is. A format is guessed from the file's name when none is given.",
		Example: `harden quiz import questions.gift
			harden quiz import questions.json --format json`,
		Args: exactlyOne("a file", "harden quiz import questions.gift"),
		RunE: func(_ *cobra.Command, args []string) error {
			return runQuizImport(f, args[0], as, out)
		},
	}
	cmd.Flags().StringVar(&as, "format", "", "the `format`: "+or(importFormats()))
	formatFlag(cmd, &out, formatJSON)
	mustComplete(cmd, "format", fixed(importFormats()...))
	return cmd
}

// importFormats can be read. yaml is harden's own.
func importFormats() []string { return []string{"gift", "json", "yaml"} }

func runQuizImport(f *Factory, path, as string, out format) error {
	all, problems, err := readBank(path, as)
	if err != nil {
		return err
	}
	for _, p := range problems {
		f.note(term.Clean(p.String()))
	}
	list := countQuestions(quiz.NewPool(all...), quiz.Filter{})
	if list.Questions == 0 {
		return usagef("docs/quiz.md, which says what of a format is read", "no question in %s can be played", path)
	}
	if out == formatJSON {
		return writeJSON(f.out(), list)
	}
	writeQuestionList(f.out(), list)
	f.note()
	if len(problems) > 0 {
		f.note(fmt.Sprintf("%s left out.", count(len(problems), "thing")))
	}
	f.note("Play it with harden quiz --bank " + path)
	return nil
}

// loadBank reads a bank of the learner's own, all of which has to be right.
func loadBank(path string) ([]quiz.Bank, error) {
	all, problems, err := readBank(path, "")
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		var lines []string
		for _, p := range problems {
			lines = append(lines, p.String())
		}
		return nil, usagef("harden quiz import "+path, "no question in %s can be played:\n%s", path, strings.Join(lines, "\n"))
	}
	return all, nil
}

// maxBank is how large a file of questions may be and still be read.
const maxBank = 16 << 20

// readBank reads a file of questions. Of GIFT, what cannot be read is told and left out.
func readBank(path, as string) ([]quiz.Bank, []quiz.Problem, error) {
	if as == "" {
		switch strings.ToLower(filepath.Ext(path)) {
		case ".json":
			as = "json"
		case ".gift", ".txt":
			as = "gift"
		default:
			as = "yaml"
		}
	}
	if !slices.Contains(importFormats(), as) {
		return nil, nil, usagef("harden quiz import --format gift "+path, "questions cannot be read from %q: use %s", as, or(importFormats()))
	}
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, nil, &usageError{what: fmt.Sprintf("the questions cannot be read: %v", err), try: "harden quiz import path/of/the/file", err: err}
	case info.Size() > maxBank:
		return nil, nil, usagef("cut it into several", "%s is larger than %d MiB", path, maxBank>>20)
	}
	wrong := func(err error) error {
		return &usageError{what: err.Error(), try: "docs/questions.md, which says how questions are written", err: err}
	}
	// What a stranger's question names need not be here, hence no lists of what is known.
	if as == "yaml" {
		all, err := quiz.Load(oneFile{os.DirFS(filepath.Dir(path)), filepath.Base(path)}, quiz.Known{})
		if err != nil {
			return nil, nil, wrong(err)
		}
		return all, nil, nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, nil, fmt.Errorf("reading questions: %w", err)
	}
	if as == "json" {
		all, err := formats.ReadJSON(data, quiz.Known{})
		if err != nil {
			return nil, nil, wrong(err)
		}
		return all, nil, nil
	}
	questions, problems := formats.ReadGIFT(filepath.Base(path), data)
	if len(questions) == 0 {
		return nil, problems, nil
	}
	name := strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
	return []quiz.Bank{{ID: cmp.Or(name, "imported"), Title: name, Questions: questions}}, problems, nil
}
