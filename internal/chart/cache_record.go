package chart

import (
	"bytes"
	"encoding/json"
	"os"
)

// What is known of repositories is kept as records. A record is JSON below a line with the SHA-256 of that JSON, so that
// one that a disk damaged counts as none. Its file is named for the hash of what it is about: an address isn't a file name.

// recordFormat is part of each record's name. A release of this package that writes other records counts on.
const recordFormat = "1 "

// The kinds of records, each a folder.
const (
	indexRecords      = "indexes"     // by the address of a Helm repository
	tagRecords        = "tags"        // by the address of a chart in a registry, with its tag
	provenanceRecords = "provenances" // by the address of a provenance file
)

// readRecord reports whether there is a whole record, and reads it.
func readRecord(kind, key string, into any) bool {
	path, ok := recordPath(kind, key)
	if !ok {
		return false
	}
	file, err := os.ReadFile(path)
	if err != nil {
		return false
	}
	sum, body, _ := bytes.Cut(file, []byte("\n"))
	return string(sum) == digest(body) && json.Unmarshal(body, into) == nil
}

func writeRecord(kind, key string, record any) {
	path, ok := recordPath(kind, key)
	body, err := json.Marshal(record)
	if ok && err == nil {
		writeFile(path, append([]byte(digest(body)+"\n"), body...))
	}
}

func recordPath(kind, key string) (string, bool) {
	return cachePath(kind, digest([]byte(recordFormat+key))+".json")
}
