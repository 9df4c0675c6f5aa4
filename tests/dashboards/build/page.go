package build

import (
	"github.com/grafana/grafana-foundation-sdk/go/cog"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
)

// gridWidth is how many columns Grafana's page has.
const gridWidth = 24

// Heights of what stands in one line.
const (
	numberHeight = 4
	graphHeight  = 8
	tableHeight  = 10
)

// page is a dashboard on its way.
type page struct {
	board *dashboard.DashboardBuilder
}

// describe says what the dashboard is for.
func (p *page) describe(text string) { p.board.Description(text) }

// variable adds a template variable.
func (p *page) variable(v cog.Builder[dashboard.VariableModel]) { p.board.WithVariable(v) }

// row starts a section.
func (p *page) row(title string) { p.board.WithRow(dashboard.NewRowBuilder(title)) }

// line adds panels side by side, all of one width.
func (p *page) line(height uint32, panels ...cog.Builder[dashboard.Panel]) {
	for _, panel := range panels {
		p.board.WithPanel(sized{panel, gridWidth / uint32(len(panels)), height})
	}
}

// sized is a panel of a given size; the library finds its place.
type sized struct {
	cog.Builder[dashboard.Panel]
	width, height uint32
}

// Build builds the panel.
func (s sized) Build() (dashboard.Panel, error) {
	panel, err := s.Builder.Build()
	panel.GridPos = &dashboard.GridPos{W: s.width, H: s.height}
	return panel, err
}
