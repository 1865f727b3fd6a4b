// Package site makes the course into pages: one folder that works from a disk, from any path of a
// server, and without a network.
//
// Build takes values (lessons, scenarios, questions, topics) and returns files; the same values
// give the same bytes. Write puts them into a folder, and Handler serves them from memory. No page
// needs a script to be read, none asks anybody for anything, and no solution of a scenario is in any
// of them: what Build is not given it cannot show.
//
// The package knows no cluster and no provider. Package site/catalogue hands it what harden has.
package site
