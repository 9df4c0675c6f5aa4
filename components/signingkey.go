package components

import (
	"context"
	"crypto/rand"
	"fmt"

	"github.com/pulumi/pulumi-go-provider/infer"

	"github.com/meshstack/pulumi-meshstack/internal/children"
)

// SigningKey is a key that is made up once and kept in the state, as a secret.
type SigningKey struct{}

// Annotate describes the resource for the schema.
func (s *SigningKey) Annotate(a infer.Annotator) {
	a.SetToken("index", "SigningKey")
	a.Describe(&s, "A random key of 32 letters and digits, made up once and kept in the state as a secret. A mesh creates one for Kiali's sessions; replace it "+
		"(`pulumi up --replace <its URN>`) for a new key, which logs everybody out.")
}

// SigningKeyArgs are the arguments of SigningKey: none, so that nothing changes it.
type SigningKeyArgs struct{}

// SigningKeyState is what is kept.
type SigningKeyState struct {
	Key string `pulumi:"key" provider:"secret"`
}

// Annotate describes the outputs for the schema.
func (s *SigningKeyState) Annotate(a infer.Annotator) {
	a.Describe(&s.Key, "The key: 32 letters and digits, about 190 random bits.")
}

// WireDependencies keeps the key a secret.
func (SigningKey) WireDependencies(f infer.FieldSelector, _ *SigningKeyArgs, state *SigningKeyState) {
	f.OutputField(&state.Key).AlwaysSecret()
}

const (
	signingKeyLength   = 32
	signingKeyAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
)

// Create makes up the key. A preview makes none.
func (SigningKey) Create(_ context.Context, req infer.CreateRequest[SigningKeyArgs]) (infer.CreateResponse[SigningKeyState], error) {
	out := infer.CreateResponse[SigningKeyState]{ID: req.Name}
	if req.DryRun {
		return out, nil
	}
	key, err := randomText(signingKeyLength)
	if err != nil {
		return out, fmt.Errorf("make up %s %s: %w", children.SigningKeyType, req.Name, err)
	}
	out.Output.Key = key
	return out, nil
}

// randomText returns letters and digits, each as likely as the other.
func randomText(length int) (string, error) {
	// The bytes above are those that would make the first letters likelier.
	const fair = 256 - 256%len(signingKeyAlphabet)
	text := make([]byte, 0, length)
	for buffer := make([]byte, length); len(text) < length; {
		if _, err := rand.Read(buffer); err != nil {
			return "", err
		}
		for _, b := range buffer {
			if int(b) < fair && len(text) < length {
				text = append(text, signingKeyAlphabet[int(b)%len(signingKeyAlphabet)])
			}
		}
	}
	return string(text), nil
}
