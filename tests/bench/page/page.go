package page

import (
	"fmt"
	"os"
	"strings"
)

// Table is a table in Markdown.
type Table struct {
	Heads []string
	Rows  [][]string
}

// Lines are the lines of the table.
func (t Table) Lines() []string {
	lines := []string{"| " + strings.Join(t.Heads, " | ") + " |", strings.Repeat("|---", len(t.Heads)) + "|"}
	for _, row := range t.Rows {
		lines = append(lines, "| "+strings.Join(row, " | ")+" |")
	}
	return lines
}

// Update puts other lines into parts of a page, all of them or none.
func Update(file string, parts map[string][]string) error {
	content, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	text := string(content)
	for part, lines := range parts {
		if text, err = Replace(text, part, lines); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
	}
	return os.WriteFile(file, []byte(text), 0o644)
}

// Replace returns a page with other lines between the marks `<!-- begin x -->` and `<!-- end x -->` of a part.
func Replace(text, part string, lines []string) (string, error) {
	begin, end := "<!-- begin "+part+" -->\n", "<!-- end "+part+" -->"
	before, rest, ok := strings.Cut(text, begin)
	if !ok {
		return "", fmt.Errorf("the line %q is missing", strings.TrimSpace(begin))
	}
	_, after, ok := strings.Cut(rest, end)
	if !ok {
		return "", fmt.Errorf("the line %q is missing", end)
	}
	return before + begin + strings.Join(lines, "\n") + "\n" + end + after, nil
}
