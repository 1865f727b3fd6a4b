// Package quiz holds questions and what is done with them: loading and checking banks,
// choosing, scoring, and planning reviews. It is pure: it reads no clock, no terminal and
// no cluster; whoever calls it brings the time, the source of chance and the log of answers.
package quiz
