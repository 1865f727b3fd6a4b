// Package pages opens the built site, and the pages of a workshop that is served, in a browser: whether
// search finds, quizzes score and buttons copy; whether everything can be reached by keys and is
// announced; whether anything is asked of the network. It holds tests only.
//
// What it needs besides Go (Chromium, Java for the validator, npm to fetch the validator and
// axe-core) is a failure when it is missing, and not a reason to skip.
package pages
