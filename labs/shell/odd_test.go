package shell

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"
)

// oddScripts break an interpreter that is not careful: bad numbers, empty names, calls
// with too much or too little. What breaks in a pipe takes the whole process along.
var oddScripts = []string{
	"declare -A m=(x y)",
	"declare -A m=([x]=1 y)",
	"declare -A m; m=(x y)",
	"m=(\"x\" y)",
	"m=([\"x\"]=1 y)",
	"declare -n r=r; echo $r",
	"declare -n r=; echo $r",
	"x=; echo ${!x}",
	"x='a b'; echo ${!x}",
	"echo ${!1}",
	"echo ${!@}",
	"echo ${!#}",
	"echo ${@:5:1}",
	"set -- a; echo ${@:0:5} ${@:-1} ${*:1:-1}",
	"x=abc; echo ${x:1:-5} ${x:9} ${x: -9} ${x:-9:2}",
	"a=(1); echo ${a[5]} ${a[-5]} ${a[@]:5} ${a[@]: -5:9}",
	"a[-1]=x",
	"unset 'a[-1]'",
	"a=(1 2); unset 'a[-9]'",
	"getopts ab: o -ab; getopts ab: o -a",
	"OPTIND=0; getopts a o -a",
	"OPTIND=-5; getopts a o -a",
	"OPTIND=99999; getopts a o -a; echo $o",
	"set -x; echo ~foo a$$b; x=(1 2); x[1]=5; let a=1+2; [[ a == b ]]; case x in y) ;; esac; for i in ~foo; do :; done; ((x++)); declare -a z=(1)",
	"pushd; popd; dirs; pushd -n; pushd -n /; popd -n; popd; pushd / ; pushd",
	"wait g0; wait g1; wait x; wait -1; wait g99",
	"read ''; read -a '' ; mapfile ''; read -p; read -s x",
	"shift -1; shift 99; shift x",
	"break 5; continue -1; for i in 1; do break -1; done; for i in 1 2; do continue 99; done",
	"return 500; exit -1",
	"exit 99999999999999999999",
	"trap; trap - EXIT; trap x; trap '' ERR; trap 'exit' EXIT; exit 3",
	"echo ${x@Q} ${x@E} ${x@A} ${x@a} ${x@P} ${x@K} ${x@k} ${x@L}",
	"x=$'\\x'; y=$'%s'; z=$'%'; w=$'\\'; echo $z",
	"echo $'%*d' $'\\u' $'\\c' $'\\777'",
	"export; readonly; declare; declare -p; declare -f; local; typeset -x a; declare -i x=1; declare -r; declare -u x",
	"export =x; export 1=2; export a-b=1; readonly ''",
	"alias; alias x; alias x=; unalias; shopt -s expand_aliases\nx",
	"alias e='echo '; shopt -s expand_aliases\nalias f='e e'\nf f",
	"let; let ''; let x; let 1+; ((1+))",
	"echo $((x[1])) $((x[1]=2)) $((++5)) $((5++)) $((1?2:3)) $((a=b=c)) $((08)) $((64#_)) $((65#1)) $((0x)) $(( )) $((--)) $((-9223372036854775808/-1)) $((-9223372036854775808%-1))",
	"((x=-9223372036854775808)); ((x/=-1)); echo $x",
	"[[ -v 'a b' ]]; [[ a -nt b ]]; [[ ( a ) ]]; [[ a =~ [ ]]; [[ $x =~ (a)(b) ]]",
	"test; test a b c d e; test '('; test ! ; test -z; test a -eq b; test -t 0; test -t x; test -o errexit; test -t; [ ]; [ ! ]; [ -n ]; test '' -a ''; test a = ; test = = =",
	"[[ -o errexit ]]; [[ -t 0 ]]; [[ -N x ]]; [[ -k x ]]; [[ -R x ]]",
	"cat <<<''; cat <<''\n\n",
	"cat 5<&0; cat <&-; cat >&-; echo x >&5; exec 5>x",
	"select x in; do echo; done",
	"select x; do break; done",
	"for x; do echo $x; done; for ((;;)); do break; done",
	"function f { echo; }; f; unset -f f; unset -v f; f",
	"f() ( exit 3 ); f; f() { return; }; f | f",
	"time; time -p true",
	"times; ulimit; umask -S; umask 999; kill; jobs; fg; bg; newgrp; fc",
	"hash -r; type -a x; command; command -p ls; builtin; builtin x; command -x; exec -a",
	"eval; eval ''; eval ' '; source; . ''; . /",
	"coproc",
	"x=1 y=2; x=1 :; echo $x",
	"${x}",
	"\"\"",
	"''",
	"$(true)",
	"`echo`",
	"x= $x",
	"echo ${x:?err}",
	"echo ${x:=1}${@:=2}",
	"echo ${#@} ${#*} ${#a[@]} ${##} ${#?}",
	"echo ${x/#a/b} ${x/%a/b} ${x//} ${x/a} ${x^} ${x^^[a-z]} ${x,}",
	"shopt; shopt -o; shopt -s nope; shopt -u extglob; shopt -s nullglob; echo *nope*; shopt -s nocaseglob dotglob; echo ETC/*",
	"shopt -s extglob; echo @(a|b) !(x) +(e*) ?(a)",
	"case abc in @(a|b)*) echo y;; !(x)) ;; esac; [[ a == !(b) ]]; x=abc; echo ${x//!(a)/y}",
	"echo [ [a [!a] [a-] [z-a] [[:x:]] [[:alpha:]]* \\* ?",
	"set -f; echo *; set +f; set -; set --; set - a; set -o; set +o; set -z; set -euxo pipefail; set +x",
	"IFS=; x='a b'; echo $x; IFS=x; echo axb $@; unset IFS; echo $x",
	"PS3=; LINENO=5; echo $LINENO $RANDOM $SRANDOM $DIRSTACK; RANDOM=x",
	"PWD=/nope; cd; cd -; OLDPWD=; cd -; HOME=; cd; cd ''; cd a b",
	"echo a{1..3..0} {a..} {..} {1..a} {z..a..2} {a,b}{,} {{a,b},c}",
	"echo {1..99999999999999999999}",
	"a=(); echo ${a[@]} ${a[0]} ${#a[@]}; a+=(x); a+=y; a[10]=z; echo ${!a[@]}",
	"declare -A m; m[a]=1; m+=([b]=2); echo ${m[@]} ${!m[@]} ${m[a]} ${m[]}; unset 'm[a]' 'm[@]'",
	"printf; printf %; printf %z; printf '%5'; printf '%s' ; printf '%c' ''; printf %b '\\x'; printf %q ''",
	"echo \\",
	"echo 'unclosed",
	"nohup x; exec",
	"false | exec cat",
	"(exit 5) & wait $!; echo $?",
	"{ exit 3; } | cat; echo $?",
	"while read x; do echo $x; done < /nope",
	"x() { x2() { exit 4; }; x2; }; (x); echo $?",
}

func TestOddScripts(t *testing.T) {
	for _, odd := range oddScripts {
		for _, script := range []string{odd, "(" + odd + "\n) | cat", odd + " &\nwait"} {
			ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
			var out bytes.Buffer
			_, err := New(Options{FS: must(PodFS("pod"))}).Run(ctx, script, nil, Stdio{In: strings.NewReader("a b\n1\n2\n"), Out: &out, Err: &out})
			cancel()
			if err != nil {
				t.Errorf("%q: %v", script, err)
			}
			if err != nil && strings.Contains(err.Error(), "failed on this script") {
				break // the next form would end the test as a whole
			}
		}
	}
}
