// Package lint says what keeps a valid bank of questions from being a good one: questions that are
// there twice, keys that can be guessed from where they stand or how long they are, options
// without reasons, facts without sources, topics that nobody asks about.
//
// Each rule is a function of all banks together. The limits are told with each finding, so that
// an author knows how far off it is.
package lint
