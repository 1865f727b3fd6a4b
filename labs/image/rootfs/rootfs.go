// Package rootfs writes what is in a container image, one layer, as a tar. It is apart from package image because the program
// in a node serves images too, and is to be small.
package rootfs

import (
	"archive/tar"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Entry is a directory, a file or a link.
type Entry struct {
	// Path is relative to the root: "bin/harden". That of a directory ends with a slash.
	Path string
	Mode int64
	// Link is where a symbolic link leads.
	Link string
	// Data is what is in a file. One that is large has Open and Size, in bytes, instead; it is read several times.
	Data []byte
	Open func() (io.ReadCloser, error)
	Size int64
}

// Write writes the layer. The same entries give the same bytes.
func Write(w io.Writer, entries []Entry) error {
	t := tar.NewWriter(w)
	for _, e := range entries {
		if err := e.write(t); err != nil {
			return fmt.Errorf("%s: %w", e.Path, err)
		}
	}
	return t.Close()
}

func (e *Entry) write(t *tar.Writer) (err error) {
	head := &tar.Header{Typeflag: tar.TypeReg, Name: e.Path, Mode: e.Mode, Size: int64(len(e.Data))}
	switch {
	case strings.HasSuffix(e.Path, "/"):
		head.Typeflag, head.Size = tar.TypeDir, 0
	case e.Link != "":
		head.Typeflag, head.Linkname, head.Size = tar.TypeSymlink, e.Link, 0
	case e.Open != nil:
		head.Size = e.Size
	}
	if err := t.WriteHeader(head); err != nil || head.Typeflag != tar.TypeReg {
		return err
	}
	if e.Open == nil {
		_, err = t.Write(e.Data)
		return err
	}
	from, err := e.Open()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, from.Close()) }()
	n, err := io.Copy(t, from)
	if err == nil && n != e.Size {
		err = fmt.Errorf("it has %d bytes, and %d a moment ago", n, e.Size)
	}
	return err
}
