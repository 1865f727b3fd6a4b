package disk

// Lock is how a file is locked.
type Lock bool

const (
	Exclusive Lock = false // by one at a time
	Shared    Lock = true  // by any number, as long as nobody has it exclusively
)
