package importer

import (
	"bytes"
	"go/format"
	"strings"

	"gopkg.in/yaml.v3"
)

// CallsBlock writes the argument `sidecars.calls`, by namespace what its pods call, as it stands among the arguments of a mesh
// in each language.
func CallsBlock(calls map[string][]string) (map[Language]string, error) {
	out := map[Language]string{}
	free := map[string]any{}
	inGo := expression{open: "map[string][]string{", close: "}", tall: true}
	for _, namespace := range sortedKeys(calls) {
		entries, texts := []any{}, expression{open: "{", close: "}"}
		for _, entry := range calls[namespace] {
			entries = append(entries, entry)
			texts.items = append(texts.items, leaf(goText(entry)))
		}
		free[namespace] = entries
		inGo.items = append(inGo.items, texts.prefixed(goText(namespace)+": "))
	}
	block := func(calls expression, name, open, close, step string) string {
		calls.tall = true
		outer := expression{open: open, close: close, tall: true, items: []expression{calls.prefixed(name)}}
		var b strings.Builder
		outer.write(&b, "", step)
		return b.String() + ",\n"
	}
	out[TypeScript] = block(literal(free), "calls: ", "sidecars: {", "}", "    ")
	out[Python] = block(pythonFree(free), "calls=", "sidecars=meshstack.SidecarsArgs(", ")", "    ")
	source, err := format.Source([]byte("var _ = args{\n" + block(inGo, "Calls: ", "Sidecars: &meshstack.SidecarsArgs{", "}", "\t") + "}\n"))
	if err != nil {
		return nil, err
	}
	lines := strings.Split(strings.TrimSpace(string(source)), "\n")
	for _, line := range lines[1 : len(lines)-1] {
		out[Go] += strings.TrimPrefix(line, "\t") + "\n"
	}
	var b bytes.Buffer
	encoder := yaml.NewEncoder(&b)
	encoder.SetIndent(2)
	err = encoder.Encode(yamlNode(map[string]any{"sidecars": map[string]any{"calls": free}}))
	out[YAML] = b.String()
	return out, err
}
