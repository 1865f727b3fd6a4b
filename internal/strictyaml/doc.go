// Package strictyaml reads the files that people write for harden: scenarios, question
// banks. It refuses what hides how much a file holds (anchors, aliases, merges, explicit
// types), keys that nothing reads and values of another type; it finds everything that is
// wrong in one go, and tells each problem with its line and how to mend it.
//
// It knows no kind of file. What a value means is its reader's business.
package strictyaml
