package disk

import "golang.org/x/sys/windows"

// Free is how many bytes an ordinary user can write to the disk of a directory.
func Free(dir string) (uint64, error) {
	p, err := windows.UTF16PtrFromString(dir)
	if err != nil {
		return 0, err
	}
	var free uint64
	return free, windows.GetDiskFreeSpaceEx(p, &free, nil, nil)
}
