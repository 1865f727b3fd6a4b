package formats

import (
	"encoding/xml"
	"io"
	"strings"

	"github.com/hardenway/hardenway/quiz"
)

// Moodle XML is described in https://docs.moodle.org/en/Moodle_XML_format. Texts say which format
// they have; ours is markdown, which Moodle knows. Short answers are without a format, and
// know * as any text; what a person answers in matchings is plain.

type moodleQuiz struct {
	XMLName   xml.Name         `xml:"quiz"`
	Questions []moodleQuestion `xml:"question"`
}

type moodleQuestion struct {
	Type     string      `xml:"type,attr"`
	Category *moodleText `xml:"category,omitempty"`

	Name     *moodleText `xml:"name,omitempty"`
	Text     *moodleText `xml:"questiontext,omitempty"`
	Feedback *moodleText `xml:"generalfeedback,omitempty"`
	Grade    string      `xml:"defaultgrade,omitempty"`
	Penalty  string      `xml:"penalty,omitempty"`
	Hidden   string      `xml:"hidden,omitempty"`
	IDNumber string      `xml:"idnumber,omitempty"`

	Single    string `xml:"single,omitempty"`
	Shuffle   string `xml:"shuffleanswers,omitempty"`
	Numbering string `xml:"answernumbering,omitempty"`
	UseCase   string `xml:"usecase,omitempty"`

	Answers []moodleAnswer `xml:"answer,omitempty"`
	Pairs   []moodlePair   `xml:"subquestion,omitempty"`
	Tags    *moodleTags    `xml:"tags,omitempty"`
}

type moodleText struct {
	Format string `xml:"format,attr,omitempty"`
	Text   string `xml:"text"`
}

type moodleAnswer struct {
	Fraction string      `xml:"fraction,attr"`
	Format   string      `xml:"format,attr"`
	Text     string      `xml:"text"`
	Feedback *moodleText `xml:"feedback,omitempty"`
}

type moodlePair struct {
	Format string     `xml:"format,attr"`
	Text   string     `xml:"text"`
	Answer moodleText `xml:"answer"`
}

type moodleTags struct {
	Tags []moodleText `xml:"tag"`
}

const (
	markdown  = "markdown"
	plainText = "moodle_auto_format"
)

// WriteMoodle writes Moodle XML. Each bank becomes a category.
func WriteMoodle(w io.Writer, banks []quiz.Bank) ([]Loss, error) {
	var losses []Loss
	var all moodleQuiz
	for i := range banks {
		title := strings.ReplaceAll(strings.Join(strings.Fields(banks[i].Title), " "), "/", "//")
		all.Questions = append(all.Questions, moodleQuestion{Type: "category", Category: &moodleText{Text: "$course$/top/Hardenway/" + title}})
		for j := range banks[i].Questions {
			q, lost := common(&banks[i].Questions[j])
			losses = append(losses, lost...)
			all.Questions = append(all.Questions, toMoodle(q))
		}
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return losses, err
	}
	encoder := xml.NewEncoder(w)
	encoder.Indent("", "  ")
	if err := encoder.Encode(all); err != nil {
		return losses, err
	}
	_, err := io.WriteString(w, "\n")
	return losses, err
}

func toMoodle(q quiz.Question) moodleQuestion {
	m := moodleQuestion{
		Name:     &moodleText{Text: string(q.ID)},
		Text:     &moodleText{Format: markdown, Text: q.Text},
		Feedback: &moodleText{Format: markdown, Text: q.Explanation},
		Grade:    "1", Penalty: "0.3333333", Hidden: "0", IDNumber: string(q.ID),
	}
	answer := func(fraction, format, text, why string) {
		m.Answers = append(m.Answers, moodleAnswer{Fraction: fraction, Format: format, Text: text, Feedback: &moodleText{Format: markdown, Text: why}})
	}
	switch q.Type { //nolint:exhaustive // common leaves these
	case quiz.Single, quiz.Multiple:
		m.Type, m.Single, m.Shuffle, m.Numbering = "multichoice", "true", "true", "abc"
		right, wrong := "100", "0"
		if q.Type == quiz.Multiple {
			m.Single = "false"
			right = fraction(rights(q.Options))
			wrong = "-" + right
		}
		for _, o := range q.Options {
			part := wrong
			if o.Correct {
				part = right
			}
			answer(part, markdown, o.Text, o.Why)
		}
	case quiz.Boolean:
		m.Type, m.Penalty = "truefalse", "1"
		yes := q.Answer != nil && *q.Answer
		part := map[bool]string{true: "100", false: "0"}
		answer(part[yes], plainText, "true", q.Why.True)
		answer(part[!yes], plainText, "false", q.Why.False)
	case quiz.Short:
		m.Type, m.UseCase = "shortanswer", "0"
		for _, a := range q.Accept {
			answer("100", plainText, literalStar(a), "")
		}
		for _, w := range q.Wrong {
			answer("0", plainText, literalStar(w.Text), w.Why)
		}
	case quiz.Match:
		m.Type, m.Shuffle = "matching", "true"
		for _, p := range q.Pairs {
			m.Pairs = append(m.Pairs, moodlePair{Format: markdown, Text: p.Left, Answer: moodleText{Text: p.Right}})
		}
		for _, e := range q.Extra {
			m.Pairs = append(m.Pairs, moodlePair{Format: markdown, Answer: moodleText{Text: e.Text}})
		}
	}
	if len(q.Tags) > 0 {
		m.Tags = &moodleTags{}
		for _, tag := range q.Tags {
			m.Tags.Tags = append(m.Tags.Tags, moodleText{Text: tag})
		}
	}
	return m
}
