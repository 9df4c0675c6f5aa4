// Package render proves that the real charts take the values that the components write. It holds only tests.
package render
