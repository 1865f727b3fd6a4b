// Package formats writes questions for other programs, and reads what others write as far as our
// types of question go.
//
//	gift    Moodle's text format; a subset is read too
//	moodle  Moodle XML
//	anki    notes for Anki, as text with tabs
//	csv     a table
//	json    everything, losslessly; it is read too
//
// Other programs know fewer types of question than we do. What a format cannot say is said in the
// nearest way that it can, and told: Write returns a Loss for each. Nothing is left out in
// silence.
package formats
