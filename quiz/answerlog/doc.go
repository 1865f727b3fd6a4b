// Package answerlog keeps a learner's answers in one file of JSON lines that only grows.
//
//	{"v":1,"sum":"5ad1f0c3","answer":{"id":"…","time":"…","mode":"practice","question":"etcd-peer-port",…}}
//
// Each line stands for itself: it has the version of the format and a checksum. A line is added by
// one write at the end of the file, and synced. The system keeps such writes apart, so several
// processes may add to one file without knowing of each other. A line that was cut short by
// a crash or a full disk is skipped, told of, and left where it is; the next one begins on a
// fresh line. Nothing is ever rewritten or removed. Events have ids of their own, so files of two
// machines are put together by putting their lines together, repetitions and all.
//
// Encode and Decode are pure; File is the file.
package answerlog
