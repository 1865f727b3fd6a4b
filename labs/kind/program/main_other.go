//go:build !linux

package main

import "os"

// This program runs in nodes, which are Linux; elsewhere it is only built by chance.
func main() { os.Exit(1) }
