package shell

// ownCommands are the programs of the shell, by name. Names that begin with % are
// what onCall puts in place of a builtin; a user does not see them.
func ownCommands() map[string]Command {
	return map[string]Command{
		// files.go
		"cat": cat, "cp": cp, "mv": mv, "rm": rm, "mkdir": mkdir, "rmdir": rmdir, "ln": ln,
		"chmod": chmod, "chown": chown, "chgrp": chown, "touch": touch, "tee": tee, "mktemp": mktemp,
		"readlink": readlink, "realpath": realpath, "basename": basename, "dirname": dirname,
		// list.go
		"ls": ls, "stat": stat, "find": find,
		// text.go
		"head": head, "tail": tail, "wc": wc, "sort": sortLines, "uniq": uniq, "tr": tr, "cut": cut,
		"grep": grep, "sed": sed, "diff": diff, "cmp": cmpFiles, "tac": tac,
		// data.go
		"base64": base64Command, "sha256sum": sha256sum, "xxd": xxd, "od": od, "hexdump": hexdump, "strings": stringsCommand, "jq": jq, "yq": yq,
		// openssl.go
		"openssl": openssl,
		// process.go
		"sh": sh, "bash": sh, "ash": sh, "env": env, "printenv": printenv, "id": id, "whoami": whoami,
		"hostname": hostname, "date": date, "sleep": sleep, "timeout": timeout, "wait-for": waitFor,
		"xargs": xargs, "true": succeed, "false": failCommand, "expr": expr, "seq": seq, "uname": uname,
		"which": which, "yes": yes, "nproc": nproc, "clear": succeed,
		// net.go
		"curl": curl, "nc": nc, "probe": probe,
		// builtin.go
		"%say": say, "%echo": echo, "%printf": printf, "%pwd": pwd, "%umask": umask, "%ulimit": ulimit,
		"%hash": succeed, "%type": typeOf, "%command-v": commandV, "%command-V": typeOf,
	}
}
