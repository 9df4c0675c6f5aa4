// Package findings shows each check of internal/check at work on the official charts: for each a mesh with the fault, which
// yields exactly that finding, and the same mesh with what the message asks for, which yields none. Arguments go over the
// wire, as a program sends them.
package findings
