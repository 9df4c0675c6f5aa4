package fuzztree

import "encoding/json"

// numbers are those that are drawn: the usual ones and those at which conversions break.
var numbers = []float64{0, 1, -1, 2, 2.5, 80, 65536, 1 << 31, 1 << 53, 1 << 63, 1e300, -1e300}

// deepest is how deep trees are drawn, levels of maps and lists.
const deepest = 12

// Read makes a tree of a text. A JSON object, as seeds are, is read as such. All others are a series of bytes of which each
// decides the next thing: a map, a list, a number. Keys and texts are mostly of the words, else a few bytes of the text.
// One text always makes the same tree, anew each time.
func Read(text string, words []string) map[string]any {
	var out map[string]any
	if json.Unmarshal([]byte(text), &out) == nil && out != nil {
		return out
	}
	d := drawer{rest: text, words: words}
	return d.object(0)
}

type drawer struct {
	rest  string
	words []string
}

// draw returns the next byte, 0 at the end.
func (d *drawer) draw() int {
	if d.rest == "" {
		return 0
	}
	first := d.rest[0]
	d.rest = d.rest[1:]
	return int(first)
}

func (d *drawer) object(depth int) map[string]any {
	out := map[string]any{}
	for range 1 + d.draw()%6 {
		if d.rest == "" {
			break
		}
		out[d.text()] = d.value(depth + 1)
	}
	return out
}

// text is a word, or up to 7 bytes as they come.
func (d *drawer) text() string {
	choice := d.draw()
	if choice%8 != 0 && len(d.words) > 0 {
		return d.words[(choice<<8|d.draw())%len(d.words)]
	}
	n := min(choice/8%8, len(d.rest))
	text := d.rest[:n]
	d.rest = d.rest[n:]
	return text
}

func (d *drawer) value(depth int) any {
	choice := d.draw()
	if depth > deepest {
		return nil
	}
	switch choice % 8 {
	case 0:
		return nil
	case 1, 2, 3:
		return d.object(depth)
	case 4:
		out := []any{}
		for range d.draw() % 5 {
			out = append(out, d.value(depth+1))
		}
		return out
	case 5:
		return numbers[d.draw()%len(numbers)]
	case 6:
		return choice > 127
	}
	return d.text()
}
