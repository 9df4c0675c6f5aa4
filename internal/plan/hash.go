package plan

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Hash returns the first digits, 64 at most, of the SHA-256 of a value in hex: of a text its bytes, of anything else its
// JSON. It is a string, or an Output of one where something of the value is known only later; the hash of a secret is secret.
func Hash(v any, digits int) any {
	if HasInput(v) {
		return pulumi.ToOutput(Input(v)).ApplyT(func(known any) (string, error) { return hash(known, digits) })
	}
	text, err := hash(v, digits)
	if err != nil {
		panic(fmt.Sprintf("plan: a value of ours is not data: %v", err)) // a bug of ours
	}
	return text
}

func hash(v any, digits int) (string, error) {
	v = ToGo(Plain(v))
	text, isText := v.(string)
	if !isText {
		data, err := json.Marshal(v)
		if err != nil {
			return "", fmt.Errorf("hash a value: %w", err)
		}
		text = string(data)
	}
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])[:digits], nil
}

// HasInput reports whether anything in a tree is known only later.
func HasInput(v any) bool {
	switch v := Plain(v).(type) {
	case Tree:
		for _, e := range v {
			if HasInput(e) {
				return true
			}
		}
	case []any:
		for _, e := range v {
			if HasInput(e) {
				return true
			}
		}
	case pulumi.Input:
		return true
	}
	return false
}
