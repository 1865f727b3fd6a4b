// Package disk tells how much room there is on one.
package disk
