package grader

import (
	"context"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	utiljson "k8s.io/apimachinery/pkg/util/json"
	"sigs.k8s.io/yaml"
)

var _ probe = (*FilesProbe)(nil)

func (f *FilesProbe) scope() scope {
	ids := make([]string, 0, len(f.Paths))
	for _, ref := range f.Paths {
		ids = append(ids, ref.ID)
	}
	return scope{"files": ids}
}

func (f *FilesProbe) validate(p *problems, _ Role) {
	if len(f.Paths) == 0 {
		p.add("paths", "it looks at nothing: list at least one file")
	}
	var ids []string
	for i, ref := range f.Paths {
		ids = append(ids, ref.ID)
		sub := p.at("paths[%d]", i)
		if !strings.HasPrefix(ref.Path, "/") && !strings.HasPrefix(ref.Path, "${") {
			sub.add("path", "%q: paths on the node begin with a slash", ref.Path)
		}
		if ref.Parse != "" && !slices.Contains(FileFormats(), ref.Parse) {
			sub.add("parse", "%q: a file is parsed as %s, %s or %s", ref.Parse, ParseYAML, ParseJSON, ParseCertificates)
		}
	}
	p.ids("paths", ids)
}

func (f *FilesProbe) look(ctx context.Context, l *look) (map[string]any, error) {
	files := map[string]any{}
	for _, ref := range f.Paths {
		facts, o, err := l.file(ctx, ref)
		l.saw(o)
		if err != nil {
			return nil, err
		}
		files[ref.ID] = facts
	}
	return map[string]any{"files": files}, nil
}

func (l *look) file(ctx context.Context, ref FileRef) (map[string]any, Observation, error) {
	o := Observation{Asked: "stat " + ref.Path, From: string(FromNode)}
	facts := map[string]any{
		"exists": false, "dir": false, "link": false, "mode": "", "groupReadable": false, "groupWritable": false, "worldReadable": false,
		"worldWritable": false, "size": int64(0), "sha256": "", "parsed": false, "certificates": []any{},
	}
	link, err := bounded(ctx, o.Asked, func() (fs.FileInfo, error) { return l.target.Files().Lstat(ref.Path) })
	if err == nil {
		facts["link"] = link.Mode()&fs.ModeSymlink != 0
		link, err = bounded(ctx, o.Asked, func() (fs.FileInfo, error) { return l.target.Files().Stat(ref.Path) })
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		o.Got = "not there"
		return facts, o, nil
	case err != nil:
		o.Got = whyNot(err)
		return nil, o, err
	}
	mode := link.Mode().Perm()
	facts["exists"], facts["dir"], facts["size"] = true, link.IsDir(), link.Size()
	facts["mode"] = fmt.Sprintf("%04o", mode)
	facts["groupReadable"], facts["groupWritable"] = mode&0o040 != 0, mode&0o020 != 0
	facts["worldReadable"], facts["worldWritable"] = mode&0o004 != 0, mode&0o002 != 0
	o.Got = fmt.Sprintf("%04o, %d bytes", mode, link.Size())
	if link.IsDir() {
		return facts, o, nil
	}
	data, err := l.readFile(ctx, ref.Path)
	if errors.Is(err, fs.ErrNotExist) {
		err = fmt.Errorf("%s went away while it was looked at", ref.Path)
	}
	if err != nil {
		o.Got = whyNot(err)
		return nil, o, err
	}
	sum := sha256.Sum256(data)
	facts["sha256"] = hex.EncodeToString(sum[:])
	parseFile(ref.Parse, data, l.options.Now(), facts)
	if ref.Parse != "" && facts["parsed"] == false {
		o.Got += ", cannot be parsed as " + string(ref.Parse)
	}
	return facts, o, nil
}

// parseFile adds what a file holds. One that cannot be parsed is a fact, since the
// learner wrote it.
func parseFile(format FileFormat, data []byte, now time.Time, facts map[string]any) {
	switch format {
	case "":
	case ParseCertificates:
		certs := []any{}
		for {
			var block *pem.Block
			if block, data = pem.Decode(data); block == nil {
				break
			}
			if block.Type != "CERTIFICATE" {
				continue
			}
			c, err := x509.ParseCertificate(block.Bytes)
			if err != nil {
				return
			}
			certs = append(certs, certificateFacts(c, now))
		}
		facts["certificates"], facts["parsed"] = certs, len(certs) > 0
	case ParseYAML, ParseJSON:
		if format == ParseYAML {
			converted, err := yaml.YAMLToJSONStrict(data)
			if err != nil {
				return
			}
			data = converted
		}
		var content any
		if err := utiljson.Unmarshal(data, &content); err != nil {
			return
		}
		facts["content"], facts["parsed"] = content, true
	}
}
