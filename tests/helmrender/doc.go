// Package helmrender renders a chart with Helm's library, as an installation would, and returns its objects by kind,
// namespace and name, so that tests can compare them with expectations or with other renderers.
package helmrender
