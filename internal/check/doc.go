// Package check collects what is wrong with the arguments of a component, so that a user sees all of it at once.
package check
