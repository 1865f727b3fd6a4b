package labs

import "context"

// RunScript runs one of the scenario's scripts ("attack.sh", "solutions/edit.sh") on the
// lab's node and returns its exit code. The script sees the node's files at "/", the
// scenario's folder at /scenario, and no program, file or variable of this machine's. err
// tells that it could not be run.
func (l *Lab) RunScript(ctx context.Context, name string, stdio Stdio) (int, error) {
	return l.runScript(ctx, name, stdio)
}
