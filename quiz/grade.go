package quiz

import (
	"slices"
	"strconv"
)

// Result says how good an answer is, and why.
type Result struct {
	Correct bool `json:"correct"`
	// Score is 1 when the answer is right. Otherwise it is 0, except where parts of an answer
	// can be right on their own: see Grade. An exam counts it.
	Score float64 `json:"score"`
	// Notes say what holds for each part of the question, in the order shown.
	Notes []Note `json:"notes,omitempty"`
}

// Mark says what an answer did with one part of a question.
type Mark string

// The marks.
const (
	Hit     Mark = "hit"     // right, and answered so
	Mistake Mark = "mistake" // answered, and wrong
	Missed  Mark = "missed"  // right, and not answered
	Spared  Mark = "spared"  // wrong, and not answered
)

// Note is what is to be said about one part of a question after an answer.
type Note struct {
	Mark Mark `json:"mark"`
	// Label is the letter or number that the part was shown with; "" where it had none.
	Label string `json:"label,omitempty"`
	Part  string `json:"part"` // markdown, one line
	Why   string `json:"why,omitempty"`
}

// Grade judges an answer. An answer of nothing is wrong. Partial scores:
//
//   - multiple and line: each right choice counts, and each wrong one takes as much away;
//     never below 0.
//   - match: the share of left sides with their right side.
//   - order: of all pairs of items, those in the right order against those that are not, so
//     that an order by chance has 0 on average; never below 0.
//   - the other types are right or wrong.
func (p Presented) Grade(a Answer) Result {
	var r Result
	switch p.Question.Type {
	case Single, Verdict, Multiple:
		r = p.gradeOptions(a)
	case Boolean:
		r = p.gradeBoolean(a)
	case Short:
		r = p.gradeShort(a)
	case Order:
		r = p.gradeOrder(a)
	case Match:
		r = p.gradeMatch(a)
	case Line:
		r = p.gradeLines(a)
	}
	if r.Correct {
		r.Score = 1
	}
	return r
}

func (p Presented) gradeOptions(a Answer) Result {
	var r Result
	right, hits, mistakes := 0, 0, 0
	for shown, i := range p.Options {
		o := p.Question.Options[i]
		mark := markOf(o.Correct, slices.Contains(a.Options, i))
		switch mark {
		case Hit:
			hits++
		case Mistake:
			mistakes++
		case Missed, Spared:
		}
		if o.Correct {
			right++
		}
		r.Notes = append(r.Notes, Note{Mark: mark, Label: label(shown), Part: o.Text, Why: o.Why})
	}
	r.Correct = right > 0 && hits == right && mistakes == 0
	if p.Question.Type == Multiple {
		r.Score = share(hits-mistakes, right)
	}
	return r
}

func markOf(right, chosen bool) Mark {
	switch {
	case right && chosen:
		return Hit
	case right:
		return Missed
	case chosen:
		return Mistake
	default:
		return Spared
	}
}

// share is part of whole, from 0 to 1.
func share(part, whole int) float64 {
	if whole <= 0 || part <= 0 {
		return 0
	}
	return min(1, float64(part)/float64(whole))
}

func (p Presented) gradeBoolean(a Answer) Result {
	q := p.Question
	if q.Answer == nil {
		return Result{}
	}
	why := Why{}
	if q.Why != nil {
		why = *q.Why
	}
	note := func(value bool, why string) Note {
		chosen := a.True != nil && *a.True == value
		return Note{Mark: markOf(*q.Answer == value, chosen), Part: strconv.FormatBool(value), Why: why}
	}
	return Result{
		Correct: a.True != nil && *a.True == *q.Answer,
		Notes:   []Note{note(true, why.True), note(false, why.False)},
	}
}

func (p Presented) gradeShort(a Answer) Result {
	q := p.Question
	if len(q.Accept) == 0 {
		return Result{}
	}
	if a.Text != "" && q.accepts(a.Text) {
		return Result{Correct: true, Notes: []Note{{Mark: Hit, Part: a.Text}}}
	}
	var r Result
	if a.Text != "" {
		note := Note{Mark: Mistake, Part: a.Text}
		for _, w := range q.Wrong {
			if Plain(w.Text) == Plain(a.Text) {
				note.Why = w.Why
			}
		}
		r.Notes = append(r.Notes, note)
	}
	r.Notes = append(r.Notes, Note{Mark: Missed, Part: q.Accept[0]})
	return r
}

// gradeOrder has a note for each item in the right order.
func (p Presented) gradeOrder(a Answer) Result {
	q := p.Question
	n := len(q.Items)
	place := make([]int, n) // of each item in the answer, -1 for none
	for i := range place {
		place[i] = slices.Index(a.Items, i)
	}
	r := Result{Correct: n > 0 && len(a.Items) == n}
	for i, item := range q.Items {
		mark := Hit
		switch {
		case place[i] < 0:
			mark = Missed
		case place[i] != i:
			mark = Mistake
		}
		r.Correct = r.Correct && mark == Hit
		r.Notes = append(r.Notes, Note{Mark: mark, Label: strconv.Itoa(slices.Index(p.Items, i) + 1), Part: item.Text, Why: item.Why})
	}
	if slices.Contains(place, -1) {
		return r
	}
	balance := 0
	for i := range n {
		for j := range i {
			if place[j] < place[i] {
				balance++
			} else {
				balance--
			}
		}
	}
	r.Score = share(balance, n*(n-1)/2)
	return r
}

func (p Presented) gradeMatch(a Answer) Result {
	q := p.Question
	rights := q.Rights()
	r := Result{Correct: len(q.Pairs) > 0}
	hits := 0
	for i, pair := range q.Pairs {
		note := Note{Mark: Missed, Label: strconv.Itoa(i + 1), Part: pair.Left + " → " + pair.Right, Why: pair.Why}
		if i < len(a.Rights) && a.Rights[i] >= 0 && a.Rights[i] < len(rights) {
			note.Mark = Mistake
			if Plain(rights[a.Rights[i]]) == Plain(pair.Right) {
				note.Mark = Hit
				hits++
			}
		}
		r.Correct = r.Correct && note.Mark == Hit
		r.Notes = append(r.Notes, note)
	}
	r.Score = share(hits, len(q.Pairs))
	for _, extra := range q.Extra {
		i := indexPlain(rights, extra.Text)
		r.Notes = append(r.Notes, Note{Mark: markOf(false, slices.Contains(a.Rights, i)), Label: label(slices.Index(p.Rights, i)), Part: extra.Text, Why: extra.Why})
	}
	return r
}

// gradeLines has a note for each line that is at fault or was named.
func (p Presented) gradeLines(a Answer) Result {
	q := p.Question
	fault := map[int]FaultLine{}
	for _, l := range q.Lines {
		fault[l.Line] = l
	}
	hits, mistakes := 0, 0
	var r Result
	for i, text := range p.Lines() {
		l, atFault := fault[i+1]
		mark := markOf(atFault, slices.Contains(a.Lines, i+1))
		switch mark {
		case Hit:
			hits++
		case Mistake:
			mistakes++
		case Missed:
		case Spared:
			continue
		}
		r.Notes = append(r.Notes, Note{Mark: mark, Label: strconv.Itoa(i + 1), Part: text, Why: l.Why})
	}
	r.Correct = len(fault) > 0 && hits == len(fault) && mistakes == 0
	r.Score = share(hits-mistakes, len(fault))
	return r
}
