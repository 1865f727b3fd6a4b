// Package quiz is the engine of the quiz: questions, answers, sessions, and what is remembered of
// them. It is pure: it knows no cluster, no terminal, no clock and, but for Load, no file.
//
// From data to a session:
//
//	banks.All()                        // harden's own questions (package quiz/banks); no work at run time
//	Load(fsys, known)                  // anybody's, from YAML, with every problem at once
//	pool := NewPool(banks...)          // generated questions join as a Bank of their own
//	ids := pool.Select(Filter{…})      // by tag, module, scenario, topic, type, difficulty, version
//	ids = Draw(ids, count, seed)       // practice: shuffled and cut
//	ids = Due(pool, Memories(log), now)        // review: by FSRS from the log of answers
//	ids = Weakest(pool, log, now)              // weak spots; WeakSpots tells them by tag
//	areas, _, err := DrawExam(pool, Course(), Filter{FactsOnly: true}, count, seed)
//	ids = Mixed(areas, seed)                   // exam, with Config.Areas = areas
//
// A session is a state machine that is told the time in each call:
//
//	s, err := New(Config{ID: id, Mode: ModePractice, Seed: seed}, pool, ids, now)
//	for p, ok := s.Current(now); ok; p, ok = s.Current(now) {
//		// show p.Question.Text, Given and, by type, p.Options, p.Items, p.Rights or p.Lines
//		a, err := p.Parse(line)            // "b", "a,c", "true", "2 1 3", "1=c 2=a", "4,7", a word
//		result, err := s.Answer(a, now)    // why, part by part: result.Notes
//	}
//	s.Finish(now)
//	report, err := s.Report()                  // by tag, module and area; what an exam is worth
//	s.Events()                                 // for quiz/answerlog, which appends them to a file
//	data, err := s.Snapshot(now)               // to go on another day with Resume(data, pool, now)
//
// Whatever is random follows from a seed: the same seed draws the same questions and shows their
// options in the same order.
//
// quiz/lint says what keeps a valid bank from being a good one. quiz/formats writes questions for
// other programs. The answers of generated questions, and those of the banks that can be
// computed, come from Kubernetes' own code in quiz/computed, which alone imports it.
package quiz
