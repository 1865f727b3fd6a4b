// Package disk is what systems answer differently about files and the disk below them: how much room there is, what an
// error means, when a name lasts, and who holds a file's lock.
package disk
