// Package player lets a person play a quiz: it shows questions, takes answers, says why they
// are right or wrong, and tells at the end how it went.
//
// What happens to an answer is decided by package quiz. What is here is the conversation, in
// two forms: with keys on a terminal, and line by line for a pipe, a plain terminal or a
// screen reader. Both say the same. Where the input ends, the question in hand is not
// answered, whatever had been typed of it.
package player
