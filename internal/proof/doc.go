// Package proof renders what is planned and reads off what it will be: the objects of each release, the images they run,
// and what of it may be shown. Nothing of a secret gets into it: charts are rendered with stand-ins for secrets and for
// values that aren't known yet, and what depends on them is found by rendering twice.
package proof
