// Package render proves that the real charts take the values that the components write: it plans a mesh through the
// provider, renders every planned release and looks at the objects. It holds only tests.
//
// rows_*_test.go list every argument that ends in a chart, and where it is seen; arguments_test.go gives them to meshes of
// every profile on every platform, releases_test.go to the charts of older releases. A new argument needs a row there, or a
// line in leaves_test.go that says why no chart gets it.
package render
