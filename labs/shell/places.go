package shell

import "slices"

// PodFS is what a container of the lab sees: a small root of its own with /tmp and
// /dev, and what is mounted into it.
func PodFS(hostname string, mounts ...Mount) (FS, error) {
	root := MemoryFS(map[string]string{
		"/etc/hostname":   hostname + "\n",
		"/etc/hosts":      "127.0.0.1\tlocalhost\n",
		"/etc/passwd":     "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n",
		"/etc/group":      "root:x:0:\nnogroup:x:65534:\n",
		"/etc/os-release": "NAME=\"Hardenway lab\"\nID=hardenway\n",
		"/root/":          "", "/var/": "", "/run/": "", "/home/": "", "/mnt/": "", "/opt/": "", "/bin/": "", "/usr/bin/": "",
	})
	return withDefaults(Mount{At: "/", FS: root}, mounts)
}

// NodeFS is a node's files with /tmp and /dev, and what is mounted over them, such as
// a scenario's folder at /scenario. The node's own /tmp is not used: what a script
// leaves there is gone with the FS.
func NodeFS(node FS, mounts ...Mount) (FS, error) {
	return withDefaults(Mount{At: "/", FS: node}, mounts)
}

func withDefaults(root Mount, mounts []Mount) (FS, error) {
	all := []Mount{root}
	for _, m := range []Mount{{At: "/tmp", FS: TempFS()}, {At: "/dev", FS: DevFS()}} {
		if !slices.ContainsFunc(mounts, func(o Mount) bool { return o.At == m.At }) {
			all = append(all, m)
		}
	}
	return MountFS(append(all, mounts...)...)
}
