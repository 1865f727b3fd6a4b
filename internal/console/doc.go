// Package console reads the blocks of a page that show commands and what they print, and
// compares what is shown with what was printed.
//
//	```console within=20s
//	$ kubectl -n shop get pods
//	NAME    READY   STATUS    RESTARTS   AGE
//	web-…   1/1     Running   …          …
//	```
//
// A line that begins with "$ " is a command. What follows, up to the next, is its output. "…" in a
// line stands for anything that varies, and a line of "…" alone for any number of lines.
//
// It runs nothing. Who runs the commands is package labs; the pages are those of package content.
package console
