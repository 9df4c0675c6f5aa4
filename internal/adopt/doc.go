// Package adopt hands objects that run in a cluster already over to the Helm releases that are to own them: those of a
// mesh that istioctl, the removed operator or kubectl installed. Nothing is ever deleted.
//
// Survey only reads, and says what stands in the way. Take writes: each object becomes what its release renders, by a
// server-side apply in the name of whoever applied it before, so that what only that one had set goes; it gets the label
// and the annotations by which Helm knows its own; and its fields become those of Helm's manager, as if Helm had made it.
package adopt
