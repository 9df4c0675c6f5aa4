package chart_test

import (
	"bytes"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ProtonMail/go-crypto/openpgp"
	"github.com/ProtonMail/go-crypto/openpgp/armor"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"helm.sh/helm/v3/pkg/provenance"

	"github.com/meshstack/pulumi-meshstack/internal/chart"
)

// signer is somebody with a key.
type signer struct{ entity *openpgp.Entity }

func newSigner(t *testing.T) signer {
	t.Helper()
	entity, err := openpgp.NewEntity("charts", "", "charts@example.com", nil)
	require.NoError(t, err)
	return signer{entity}
}

// keyring returns a file with the public key.
func (s signer) keyring(t *testing.T) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, s.entity.Serialize(&b))
	return filepath.Join(folderWith(t, "keys.gpg", b.Bytes()), "keys.gpg")
}

// sign returns the provenance file of an archive, as `helm package --sign` writes it.
func (s signer) sign(t *testing.T, file string, body []byte) []byte {
	t.Helper()
	path := filepath.Join(folderWith(t, file, body), file)
	signature, err := (&provenance.Signatory{Entity: s.entity}).ClearSign(path)
	require.NoError(t, err)
	return []byte(signature)
}

const istiodFile = "istiod-1.31.1.tgz"

// publications are the ways to publish istiod with a provenance file, nil for none.
var publications = map[string]func(t *testing.T, body, provenance []byte) chart.Source{
	"https": func(t *testing.T, body, provenance []byte) chart.Source {
		t.Helper()
		s := newSite(t)
		s.files["/charts/"+istiodFile] = body
		if provenance != nil {
			s.files["/charts/"+istiodFile+".prov"] = provenance
		}
		s.index("charts/"+istiodFile, sum(body))
		return chart.Source{Repository: s.URL}
	},
	"oci": func(t *testing.T, body, provenance []byte) chart.Source {
		t.Helper()
		r := newRegistry(t, body, "", "")
		r.push(t, body, provenance)
		return serve(t, r)
	},
	"folder": func(t *testing.T, body, provenance []byte) chart.Source {
		t.Helper()
		folder := folderWith(t, istiodFile, body)
		if provenance != nil {
			require.NoError(t, os.WriteFile(filepath.Join(folder, istiodFile+".prov"), provenance, 0o600))
		}
		return chart.Source{Repository: folder}
	},
}

func TestProvenance(t *testing.T) {
	t.Parallel()
	ours, theirs := newSigner(t), newSigner(t)
	keyring := ours.keyring(t)
	body, other := archive(t, istiod), changed(t, istiod)
	good := ours.sign(t, istiodFile, body)
	for name, c := range map[string]struct {
		reason, keyring string
		provenance      []byte
		// wrong holds a word of the error, "" for none.
		wrong string
	}{
		"signed":         {"by a key of the keyring", keyring, good, ""},
		"nobody asks":    {"a signature is no must", "", nil, ""},
		"nobody looks":   {"a bad one neither", "", []byte("<html>"), ""},
		"missing":        {"who asks for a proof wants one", keyring, nil, ".prov"},
		"another's":      {"signed by somebody else", keyring, theirs.sign(t, istiodFile, body), "unknown entity"},
		"other bytes":    {"the proof of another archive of that name", keyring, ours.sign(t, istiodFile, other), "sum does not match"},
		"other name":     {"the proof is of another file", keyring, ours.sign(t, "istiod-1.31.0.tgz", body), "does not contain a SHA"},
		"changed":        {"somebody changed what was signed", keyring, bytes.Replace(good, []byte("istiod"), []byte("istioD"), 1), "signature"},
		"a page":         {"a page of a login form", keyring, []byte("<html>"), "signature"},
		"keyring gone":   {"the file was removed since", filepath.Join(t.TempDir(), "gone.gpg"), good, "can't be read"},
		"another's ring": {"the keyring of somebody else", theirs.keyring(t), good, "unknown entity"},
	} {
		for kind, publish := range publications {
			t.Run(name+", "+kind, func(t *testing.T) {
				t.Parallel()
				source := publish(t, body, c.provenance)
				source.Keyring = c.keyring
				for range 2 { // what is in the cache the second time is proved as well
					_, err := load(t, source, istiod)
					if c.wrong == "" {
						require.NoError(t, err, c.reason)
						continue
					}
					var unproved *chart.ProvenanceError
					require.ErrorAs(t, err, &unproved, c.reason)
					assert.Equal(t, istiod, unproved.Ref, c.reason)
					for _, word := range []string{c.wrong, source.Repository, c.keyring, "istiod 1.31.1", "charts.keyring"} {
						assert.ErrorContains(t, err, word, c.reason)
					}
				}
			})
		}
	}
}

func TestUnpackedFolderProvesNothing(t *testing.T) {
	t.Parallel()
	source := chart.Source{Repository: unpacked(t, istiod), Keyring: newSigner(t).keyring(t)}
	_, err := load(t, source, istiod)
	var unproved *chart.ProvenanceError
	require.ErrorAs(t, err, &unproved)
	assert.ErrorContains(t, err, "unpacked folder")
}

func TestKeyringGivenLater(t *testing.T) { // not parallel: it sets its cache
	ownCache(t)
	ours := newSigner(t)
	body := archive(t, istiod)
	for kind, publish := range publications {
		source := publish(t, body, ours.sign(t, istiodFile, body))
		for reason, keyring := range map[string]string{
			"nobody asks at first": "", "what was kept without a proof is proved": ours.keyring(t),
		} {
			source.Keyring = keyring
			_, err := load(t, source, istiod)
			require.NoError(t, err, "%s: %s", kind, reason)
		}
		source.Keyring = newSigner(t).keyring(t)
		_, err := load(t, source, istiod)
		var unproved *chart.ProvenanceError
		require.ErrorAs(t, err, &unproved, "%s: what was proved by one keyring isn't by another", kind)
	}
}

func TestProvenanceOffline(t *testing.T) {
	body := archive(t, istiod)
	ours := newSigner(t)
	good := ours.sign(t, istiodFile, body)
	for kind, publish := range map[string]func(t *testing.T) (chart.Source, func()){
		"https": func(t *testing.T) (chart.Source, func()) {
			t.Helper()
			s := newSite(t)
			s.files["/"+istiodFile], s.files["/"+istiodFile+".prov"] = body, good
			s.index(istiodFile, sum(body))
			return chart.Source{Repository: s.URL}, s.Close
		},
		"oci": func(t *testing.T) (chart.Source, func()) {
			t.Helper()
			r := newRegistry(t, body, "", "")
			r.push(t, body, good)
			return serveUntil(t, r)
		},
	} {
		t.Run(kind, func(t *testing.T) {
			ownCache(t)
			source, stop := publish(t)
			source.Keyring = ours.keyring(t)
			_, err := loadOnce(t, source, istiod)
			require.NoError(t, err)
			stop()
			offline, err := loadOnce(t, source, istiod)
			require.NoError(t, err, "the proof is kept as well")
			require.Error(t, offline)
			source.Keyring = newSigner(t).keyring(t)
			_, err = loadOnce(t, source, istiod)
			var unproved *chart.ProvenanceError
			require.ErrorAs(t, err, &unproved, "the cache proves no more than the repository did")
		})
	}
}

// TestProvenanceOfAnUnreachableHost: the archive is in the cache, and its proof was never read.
func TestProvenanceOfAnUnreachableHost(t *testing.T) {
	s, _ := published(t, sum)
	_, err := load(t, chart.Source{Repository: s.URL}, istiod)
	require.NoError(t, err)
	s.status["/istiod.tgz.prov"] = http.StatusServiceUnavailable
	_, err = load(t, chart.Source{Repository: s.URL, Keyring: newSigner(t).keyring(t)}, istiod)
	var unreachable *chart.UnreachableError
	require.ErrorAs(t, err, &unreachable, "there may be a proof")
}

func TestCheckKeyring(t *testing.T) {
	t.Parallel()
	ours := newSigner(t)
	file := func(body []byte) string { return filepath.Join(folderWith(t, "keys.gpg", body), "keys.gpg") }
	var armored bytes.Buffer
	w, err := armor.Encode(&armored, openpgp.PublicKeyType, nil)
	require.NoError(t, err)
	require.NoError(t, ours.entity.Serialize(w))
	require.NoError(t, w.Close())
	for name, c := range map[string]struct{ reason, file, wrong string }{
		"keys":    {"as `gpg --export` writes them", ours.keyring(t), ""},
		"missing": {"it must be there", filepath.Join(t.TempDir(), "none.gpg"), "can't be read"},
		"folder":  {"it must be a file", t.TempDir(), "can't be read"},
		"empty":   {"no key proves nothing", file(nil), "--export"},
		"text":    {"some other file", file([]byte(strings.Repeat("keys\n", 20))), "--export"},
		"armored": {"Helm reads binary keyrings only", file(armored.Bytes()), "without --armor"},
		"keybox":  {"nor those of GnuPG 2.1 and later", file([]byte("\x00\x00\x00\x20\x01\x01\x00\x02KBXf")), "pubring.kbx"},
	} {
		err := chart.CheckKeyring(c.file)
		if c.wrong == "" {
			assert.NoError(t, err, "%s: %s", name, c.reason)
			continue
		}
		assert.ErrorContains(t, err, c.wrong, "%s: %s", name, c.reason)
	}
}
