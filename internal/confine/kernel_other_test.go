//go:build !linux

package confine

func kernelHasLandlock() bool { return false }
