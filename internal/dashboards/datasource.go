package dashboards

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// DatasourceVariable is the template variable by which people choose the Prometheus datasource.
const DatasourceVariable = "datasource"

// JSON is the dashboard as Grafana takes it, on one line. A datasource, by uid or name, takes the place of the template
// variable; "" keeps the variable. Grafana finds a datasource by either.
func (d Dashboard) JSON(datasource string) (string, error) {
	source, err := d.Source()
	if err != nil {
		return "", err
	}
	if datasource == "" {
		var out bytes.Buffer
		if err := json.Compact(&out, source); err != nil {
			return "", fmt.Errorf("compact the dashboard %s: %w", d.Name, err)
		}
		return out.String(), nil
	}
	decoder := json.NewDecoder(bytes.NewReader(source))
	decoder.UseNumber()
	var board map[string]any
	if err := decoder.Decode(&board); err != nil {
		return "", fmt.Errorf("read the dashboard %s: %w", d.Name, err)
	}
	dropVariable(board)
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(pinned(board, datasource)); err != nil {
		return "", fmt.Errorf("write the dashboard %s: %w", d.Name, err)
	}
	return string(bytes.TrimSpace(out.Bytes())), nil
}

// dropVariable takes the datasource's variable out of a dashboard.
func dropVariable(board map[string]any) {
	templating, _ := board["templating"].(map[string]any)
	list, _ := templating["list"].([]any)
	var kept []any
	for _, entry := range list {
		if variable, ok := entry.(map[string]any); ok && variable["name"] == DatasourceVariable {
			continue
		}
		kept = append(kept, entry)
	}
	templating["list"] = kept
}

// pinned is a value with a datasource wherever the variable was one.
func pinned(value any, datasource string) any {
	switch v := value.(type) {
	case map[string]any:
		for key, nested := range v {
			v[key] = pinned(nested, datasource)
		}
	case []any:
		for i, nested := range v {
			v[i] = pinned(nested, datasource)
		}
	case string:
		if v == "${"+DatasourceVariable+"}" {
			return datasource
		}
	}
	return value
}
