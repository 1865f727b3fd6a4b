package scenarios

import "github.com/hardenway/hardenway/internal/nearest"

// Nearest returns the names that someone who typed name may have meant, best first,
// at most three. Names too different are left out, so the answer may be empty.
func Nearest(name string, names []string) []string { return nearest.Names(name, names) }
