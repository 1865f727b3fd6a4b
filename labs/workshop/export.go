package workshop

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"io"
	"strconv"
	"strings"
	"time"
)

// WriteCSV writes one line for each learner and check, lesson or quiz. No cell begins with what a spreadsheet
// would take for a formula.
func (v *RoomView) WriteCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	write := func(cells ...string) error {
		for i := range cells {
			cells[i] = harmless(cells[i])
		}
		return out.Write(cells)
	}
	if err := write("learner", "name", "gone", "kind", "item", "title", "check", "role", "state", "origin", "attempts", "since", "said", "override", "note", "right", "questions"); err != nil {
		return err
	}
	for _, l := range v.Learners {
		gone := ""
		switch {
		case l.Removed:
			gone = "removed"
		case !l.Gone.IsZero():
			gone = "left"
		}
		for _, item := range l.Items {
			origin := string(item.Origin)
			if item.Kind != KindScenario {
				state, since := "not done", time.Time{}
				if item.Done {
					state, since = "done", item.Read
				}
				right, questions := "", ""
				if item.Kind == KindQuiz {
					right, questions = strconv.Itoa(item.Right), strconv.Itoa(item.Questions)
				}
				if err := write(string(l.ID), l.Name, gone, string(item.Kind), item.Name, item.Title, "", "", state, origin, "", when(since), "", "", "", right, questions); err != nil {
					return err
				}
				continue
			}
			for _, c := range item.Cells {
				override, note := "", ""
				if c.Override != nil {
					override, note = string(c.Override.Outcome), c.Override.Note
				}
				if err := write(string(l.ID), l.Name, gone, string(item.Kind), item.Name, item.Title, c.Check, string(c.Role), string(c.State), origin,
					strconv.Itoa(c.Attempts), when(c.Since), c.Said, override, note, "", ""); err != nil {
					return err
				}
			}
		}
	}
	out.Flush()
	return out.Error()
}

func when(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// harmless keeps a spreadsheet from taking a text for a formula.
func harmless(cell string) string {
	cell = strings.NewReplacer("\t", " ", "\r", " ").Replace(cell)
	if trimmed := strings.TrimLeft(cell, " \n"); trimmed != "" && strings.ContainsAny(trimmed[:1], "=+-@|%") || strings.HasPrefix(trimmed, "＝") ||
		strings.HasPrefix(trimmed, "＋") || strings.HasPrefix(trimmed, "－") || strings.HasPrefix(trimmed, "＠") {
		return "'" + cell
	}
	return cell
}

// WriteJSON writes the room, indented.
func (v *RoomView) WriteJSON(w io.Writer) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(v)
}

// ReadRoom is the room that a store's journal comes to, with everybody who ever was in it.
func ReadRoom(ctx context.Context, s *Store, plan *Plan, now time.Time) (*RoomView, error) {
	room := NewRoom(plan)
	err := s.Entries(ctx, func(e Entry) error {
		_ = room.apply(e) // an entry of a newer harden changes nothing here
		return nil
	})
	if err != nil {
		return nil, err
	}
	return room.view(now, true), nil
}

func (s *Server) exportCSV(x *exchange) error {
	x.Header().Set("Content-Type", "text/csv; charset=utf-8")
	x.Header().Set("Content-Disposition", `attachment; filename="workshop.csv"`)
	return s.Room(true).WriteCSV(x)
}

func (s *Server) exportJSON(x *exchange) error {
	x.Header().Set("Content-Type", "application/json; charset=utf-8")
	x.Header().Set("Content-Disposition", `attachment; filename="workshop.json"`)
	return s.Room(true).WriteJSON(x)
}
