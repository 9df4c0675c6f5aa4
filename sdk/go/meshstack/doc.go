// Istio service meshes as one typed component, proved at preview.
package meshstack
