package harness

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// made are folders that tools make beside sources. They are neither copied nor part of a digest.
var made = []string{"node_modules", "bin", "build", "venv", ".venv", "__pycache__"}

// walk calls visit for each source file of a folder, or for the file itself, in lexical order. Rel is slash-separated.
func walk(root string, visit func(file, rel string) error) error {
	return filepath.WalkDir(root, func(file string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if slices.Contains(made, entry.Name()) || strings.HasSuffix(entry.Name(), ".egg-info") {
				return filepath.SkipDir
			}
			return nil
		}
		rel, err := filepath.Rel(root, file)
		if err != nil {
			return err
		}
		return visit(file, filepath.ToSlash(rel))
	})
}

// digest names the contents of files and folders, given by their paths from the root of the checkout, and of words.
func digest(sources []string, words ...string) (string, error) {
	h := sha256.New()
	for _, source := range sources {
		err := walk(path(source), func(file, rel string) error {
			content, err := os.ReadFile(file)
			if err != nil {
				return err
			}
			fmt.Fprintf(h, "%s %s %d\n", source, rel, len(content))
			h.Write(content)
			return nil
		})
		if err != nil {
			return "", fmt.Errorf("digest of %s: %w", source, err)
		}
	}
	fmt.Fprintln(h, words)
	return hex.EncodeToString(h.Sum(nil))[:16], nil
}

// copySource copies a file or folder of the checkout to the same place below another root.
func copySource(root, source string) error {
	return walk(path(source), func(file, rel string) error {
		return copyFile(file, filepath.Join(root, filepath.FromSlash(source), filepath.FromSlash(rel)))
	})
}

// copyFile copies a file with its mode and makes the folders above it.
func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	info, err := in.Stat()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	out, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, info.Mode().Perm())
	if err != nil {
		return err
	}
	if _, err := io.Copy(out, in); err != nil {
		out.Close()
		return err
	}
	return out.Close()
}
