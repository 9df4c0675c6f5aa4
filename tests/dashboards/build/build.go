package build

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/grafana/grafana-foundation-sdk/go/dashboard"

	"github.com/meshstack/pulumi-meshstack/internal/dashboards"
)

// tag marks every dashboard of ours; the links between them find one another by it.
const tag = "meshstack"

var contents = map[string]func(p *page){
	"mesh":         mesh,
	"service":      service,
	"workload":     workload,
	"performance":  performance,
	"controlPlane": controlPlane,
	"gateway":      gateway,
	"ztunnel":      ztunnel,
}

// Dashboard builds one of the dashboards.
func Dashboard(d dashboards.Dashboard) (dashboard.Dashboard, error) {
	content, ok := contents[d.Name]
	if !ok {
		return dashboard.Dashboard{}, fmt.Errorf("no code makes the dashboard %q", d.Name)
	}
	p := &page{board: dashboard.NewDashboardBuilder(d.Title).
		Uid(d.UID).
		Tags([]string{tag, "istio"}).
		Editable().
		Time("now-1h", "now").
		Refresh("1m").
		Timezone("browser").
		Tooltip(dashboard.DashboardCursorSyncCrosshair).
		Link(dashboard.NewDashboardLinkBuilder("Mesh dashboards").
			Type(dashboard.DashboardLinkTypeDashboards).
			Tags([]string{tag}).
			AsDropdown(true).
			IncludeVars(true).
			KeepTime(true)).
		WithVariable(datasourceVariable()),
	}
	content(p)
	out, err := p.board.Build()
	if err != nil {
		return dashboard.Dashboard{}, fmt.Errorf("build the dashboard %s: %w", d.Name, err)
	}
	number(&out)
	return out, nil
}

// JSON is a dashboard as it is committed: indented, so that a change can be read.
func JSON(d dashboards.Dashboard) ([]byte, error) {
	board, err := Dashboard(d)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(board); err != nil {
		return nil, fmt.Errorf("write the dashboard %s: %w", d.Name, err)
	}
	return out.Bytes(), nil
}

// number gives every panel an ID, in the order of the page: Grafana's links to a panel name it.
func number(board *dashboard.Dashboard) {
	for i := range board.Panels {
		id := uint32(i + 1)
		if p := board.Panels[i].Panel; p != nil {
			p.Id = &id
		}
		if r := board.Panels[i].RowPanel; r != nil {
			r.Id = id
		}
	}
}
