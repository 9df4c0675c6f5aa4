// Package page writes what benchmarks measured into a page of the docs: tables, each between two marks.
package page
