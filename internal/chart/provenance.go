package chart

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"helm.sh/helm/v3/pkg/provenance"
)

// CheckKeyring reports a file that holds no PGP keys in the form that Helm reads, which is binary. The error says what to
// write instead.
func CheckKeyring(file string) error {
	_, err := keyring(file)
	return err
}

func keyring(file string) (*provenance.Signatory, error) {
	if _, err := os.ReadFile(file); err != nil {
		return nil, fmt.Errorf("the file can't be read (%w); write the path of a PGP keyring file where Pulumi runs", err)
	}
	signatory, err := provenance.NewFromKeyring(file, "")
	if err == nil && len(signatory.KeyRing) == 0 {
		err = errors.New("it is empty")
	}
	if err != nil {
		return nil, fmt.Errorf("the file holds no PGP keys that Helm reads (%w); write the path of one made by "+
			"`gpg --export --output <file>`, without --armor and not a pubring.kbx", err)
	}
	return signatory, nil
}

// signed proves that the provenance file is of that archive and signed by a key of the keyring.
func signed(keyringFile string, a *archive) error {
	if a.folder != "" {
		return errors.New("it is an unpacked folder, which can't be signed")
	}
	if len(a.provenance) == 0 {
		return errors.New("it has no provenance file")
	}
	signatory, err := keyring(keyringFile)
	if err != nil {
		return err
	}
	// Helm compares files, and by the name that was signed.
	dir, err := os.MkdirTemp("", "provenance-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	chart := filepath.Join(dir, a.file)
	for file, body := range map[string][]byte{chart: a.body, chart + ".prov": a.provenance} {
		if err := os.WriteFile(file, body, 0o600); err != nil {
			return err
		}
	}
	_, err = signatory.Verify(chart, chart+".prov")
	return err
}
