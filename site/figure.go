package site

import (
	"fmt"
	"html"
	"io/fs"
	"path"
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
)

// image sets a picture of a lesson into the page, so that it takes the page's colours, whatever the
// reader has chosen. Names within it are made its own, and its style becomes the page's.
func (w *writer) image(out util.BufWriter, src []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	name := path.Join(strings.TrimPrefix(w.base, "content/"), string(n.(*ast.Image).Destination))
	alt := w.text(n, false)
	if w.b.Pictures == nil || path.Ext(name) != ".svg" {
		w.b.problem(w.page, fmt.Errorf("the picture %s is no SVG, and others are not shown", name))
		return ast.WalkSkipChildren, nil
	}
	data, err := fs.ReadFile(w.b.Pictures, name)
	if err != nil {
		w.b.problem(w.page, fmt.Errorf("reading a picture: %w", err))
		return ast.WalkSkipChildren, nil
	}
	id := w.id("fig-" + strings.TrimSuffix(path.Base(name), ".svg"))
	svg, style, err := inline(string(data), id)
	if err != nil {
		w.b.problem(w.page, fmt.Errorf("the picture %s: %w", name, err))
		return ast.WalkSkipChildren, nil
	}
	w.styles.WriteString(style)
	_, err = fmt.Fprintf(out, `<figure class="figure"><div class="scroll" tabindex="0">%s</div><figcaption>%s</figcaption></figure>`+"\n", svg, html.EscapeString(alt))
	return ast.WalkSkipChildren, err
}

var (
	svgStyle  = regexp.MustCompile(`(?s)<style[^>]*>(.*?)</style>`)
	svgProlog = regexp.MustCompile(`(?s)^\s*(?:<\?xml.*?\?>|<!--.*?-->|<!DOCTYPE[^>]*>|\s)*`)
	svgID     = regexp.MustCompile(`\b(id|aria-labelledby|aria-describedby)="([^"]*)"`)
	svgRef    = regexp.MustCompile(`url\(#([^)]+)\)|(href)="#([^"]+)"`)
	svgBad    = regexp.MustCompile(`(?i)<script|<foreignObject|\son\w+\s*=|\sstyle\s*=|@import|(?:href|src)\s*=\s*"[^#"]`)
)

// inline is a picture that can stand in a page next to others: its ids begin with the given one.
// Its style is returned for the page, holding for nothing but the picture.
func inline(svg, id string) (picture, style string, err error) {
	if found := svgBad.FindString(svg); found != "" {
		return "", "", fmt.Errorf("it holds %q, which a picture of a lesson has no need of", strings.TrimSpace(found))
	}
	if match := svgStyle.FindStringSubmatch(svg); match != nil {
		if style, err = scoped(match[1], "#"+id); err != nil {
			return "", "", err
		}
		svg = svgStyle.ReplaceAllString(svg, "")
	}
	svg = strings.TrimSpace(svg[len(svgProlog.FindString(svg)):])
	if !strings.HasPrefix(svg, "<svg") {
		return "", "", fmt.Errorf("it does not begin with <svg")
	}
	svg = svgID.ReplaceAllStringFunc(svg, func(attribute string) string {
		match := svgID.FindStringSubmatch(attribute)
		words := strings.Fields(match[2])
		for i := range words {
			words[i] = id + "-" + words[i]
		}
		return match[1] + `="` + strings.Join(words, " ") + `"`
	})
	svg = svgRef.ReplaceAllStringFunc(svg, func(ref string) string {
		return strings.Replace(ref, "#", "#"+id+"-", 1)
	})
	open, rest, _ := strings.Cut(svg, ">")
	open = strings.Replace(open, ` xmlns="http://www.w3.org/2000/svg"`, "", 1)
	return open + ` id="` + id + `">` + rest, style, nil
}

const darkMedia = "@media (prefers-color-scheme:dark)"

// scoped makes the rules of a picture hold below a selector only, and those for dark surroundings
// hold where the reader, and not only the system, wants it dark. It reads plain rules and one
// kind of media query, which is what pictures of lessons have.
func scoped(css, scope string) (string, error) {
	var b strings.Builder
	css = oneLine(css)
	for css = strings.TrimSpace(css); css != ""; css = strings.TrimSpace(css) {
		head, rest, ok := strings.Cut(css, "{")
		if !ok {
			return "", fmt.Errorf("its style cannot be read from %q", css)
		}
		head = strings.TrimSpace(head)
		if strings.HasPrefix(head, "@") {
			if strings.ReplaceAll(head, ": ", ":") != darkMedia {
				return "", fmt.Errorf("its style has %s; only %s is understood", head, darkMedia)
			}
			end := strings.Index(rest, "}}")
			if at := strings.Index(rest, "} }"); end < 0 || at >= 0 && at < end {
				end = at
			}
			if end < 0 {
				return "", fmt.Errorf("%s of its style does not end", head)
			}
			inner := rest[:end+1]
			system, err := scoped(inner, ":root:not([data-theme=light]) "+scope)
			if err != nil {
				return "", err
			}
			chosen, err := scoped(inner, ":root[data-theme=dark] "+scope)
			if err != nil {
				return "", err
			}
			b.WriteString(darkMedia + "{" + system + "}" + chosen)
			_, css, _ = strings.Cut(rest[end+1:], "}")
			continue
		}
		body, after, ok := strings.Cut(rest, "}")
		if !ok {
			return "", fmt.Errorf("the rule %s of its style does not end", head)
		}
		css = after
		if head == "svg" {
			if strings.HasPrefix(strings.TrimSpace(body), "color:") && !strings.Contains(body, ";") {
				continue // the colour of the text around it
			}
			b.WriteString(scope + "{" + body + "}")
			continue
		}
		selectors := strings.Split(head, ",")
		for i, s := range selectors {
			selectors[i] = scope + " " + strings.TrimSpace(s)
		}
		b.WriteString(strings.Join(selectors, ",") + "{" + body + "}")
	}
	return b.String(), nil
}
