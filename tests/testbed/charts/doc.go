// Package charts packs the official Istio charts, which are embedded in the module istio.io/istio as they are in its
// sources, the way Istio's release does it, and serves them as a Helm repository on loopback.
//
// There are two releases of them. 1.31.0 is that of the sources. 1.31.1 stands for the next patch: the same charts with
// another version, another image tag and a few other defaults (see releases.go), so that an upgrade has something to
// change. It isn't Istio's 1.31.1.
//
// PackRelease packs the charts of older releases, whose sources the modules in older/ pin.
package charts
