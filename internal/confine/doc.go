// Package confine gives up rights of this process for good: what a component or a
// script's kubectl may reach is the lab's, whatever its configuration says. It is the
// second wall; the first is that paths are resolved inside the lab by the programs
// themselves.
package confine
