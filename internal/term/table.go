package term

import "strings"

// Column describes one column of a Table.
type Column struct {
	Title string
	// Flexible columns give way when the terminal is narrow, the last one first.
	// Others are never cut.
	Flexible bool
	// Optional columns are left out altogether when the terminal is so narrow that
	// flexible columns would get less than minFlexible cells.
	Optional bool
	Right    bool
	Style    []Style
}

const (
	columnGap   = "  "
	minFlexible = 20
)

// Table sets rows in columns. It fits the terminal it is written to.
type Table struct {
	Columns []Column
	rows    [][]string
}

// Row adds a row; missing cells are empty.
func (t *Table) Row(cells ...string) {
	row := make([]string, len(t.Columns))
	copy(row, cells)
	for i, c := range row {
		row[i] = CleanLine(c)
	}
	t.rows = append(t.rows, row)
}

// Len is the number of rows.
func (t *Table) Len() int { return len(t.rows) }

// Write sets the table on o.
func (t *Table) Write(o *Output) {
	widths := t.natural()
	t.fit(widths, o.Width())
	line := func(cell func(i int) string, style func(i int) []Style) {
		var b strings.Builder
		for i, c := range t.Columns {
			if widths[i] == 0 {
				continue
			}
			text := o.Truncate(cell(i), widths[i])
			pad := strings.Repeat(" ", max(0, widths[i]-Width(text)))
			text = o.Style(text, style(i)...)
			if c.Right {
				text = pad + text
			} else {
				text += pad
			}
			if b.Len() > 0 {
				b.WriteString(columnGap)
			}
			b.WriteString(text)
		}
		o.Line(strings.TrimRight(b.String(), " "))
	}
	line(func(i int) string { return t.Columns[i].Title }, func(int) []Style { return []Style{Bold} })
	for _, row := range t.rows {
		line(func(i int) string { return row[i] }, func(i int) []Style { return t.Columns[i].Style })
	}
}

func (t *Table) natural() []int {
	widths := make([]int, len(t.Columns))
	for i, c := range t.Columns {
		widths[i] = Width(c.Title)
		for _, row := range t.rows {
			widths[i] = max(widths[i], Width(row[i]))
		}
	}
	return widths
}

// fit narrows widths in place until they fit into limit; 0 is no limit. A column of
// width 0 is left out.
func (t *Table) fit(widths []int, limit int) {
	if limit <= 0 {
		return
	}
	over := func() int {
		total, shown := 0, 0
		for _, w := range widths {
			if w > 0 {
				total += w
				shown++
			}
		}
		return total + len(columnGap)*max(0, shown-1) - limit
	}
	slack := func() int {
		n := 0
		for i, c := range t.Columns {
			if c.Flexible {
				n += max(0, widths[i]-max(minFlexible, Width(c.Title)))
			}
		}
		return n
	}
	for i := len(t.Columns) - 1; i >= 0 && over() > slack(); i-- {
		if t.Columns[i].Optional {
			widths[i] = 0
		}
	}
	for i := len(t.Columns) - 1; i >= 0; i-- {
		if excess := over(); excess > 0 && t.Columns[i].Flexible && widths[i] > 0 {
			floor := min(widths[i], max(minFlexible, Width(t.Columns[i].Title)))
			widths[i] = max(floor, widths[i]-excess)
		}
	}
}
