package sidecar

import (
	"html"
	"image/color"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"
)

// colors are those of the scopes, which all kinds of eyes tell apart.
var colors = map[string]color.Color{
	unscoped:     color.RGBA{213, 94, 0, 255},
	ofNamespaces: color.RGBA{0, 114, 178, 255},
	ofSomeOfThem: color.RGBA{0, 158, 115, 255},
	document:     color.RGBA{100, 100, 100, 255},
}

// drawn are the scopes of the chart, in the order of their legend.
var drawn = []string{unscoped, ofNamespaces, ofSomeOfThem, document}

// draw writes the chart: memory and bytes, each over the number of services.
func (r *results) draw(file string) error {
	plot.DefaultFont.Variant = "Sans"
	memory, err := r.plot("Envoy's memory above an empty one", "MB, resident", func(c *cell) float64 { return r.above(c) / megabyte })
	if err != nil {
		return err
	}
	sent, err := r.plot("What istiod sends to a proxy that starts", "kB", func(c *cell) float64 { return c.bytes() / 1e3 })
	if err != nil {
		return err
	}
	svg := vgsvg.New(26*vg.Centimeter, 10*vg.Centimeter)
	canvas := draw.New(svg)
	canvas.SetColor(color.White)
	canvas.Fill(canvas.Path())
	plots := [][]*plot.Plot{{memory, sent}}
	tiles := draw.Tiles{
		Rows: 1, Cols: 2, PadX: vg.Centimeter,
		PadTop: vg.Millimeter, PadBottom: vg.Millimeter, PadLeft: vg.Millimeter, PadRight: 4 * vg.Millimeter,
	}
	for i, part := range plot.Align(plots, tiles, canvas)[0] {
		plots[0][i].Draw(part)
	}
	out, err := os.Create(file)
	if err != nil {
		return err
	}
	defer out.Close()
	_, err = svg.WriteTo(out)
	return err
}

func (r *results) plot(title, unit string, value func(*cell) float64) (*plot.Plot, error) {
	p := plot.New()
	p.Title.Text, p.X.Label.Text, p.Y.Label.Text = title, "services in the mesh", unit
	p.Legend.Top, p.Legend.Left, p.Legend.Padding = true, true, vg.Points(3)
	p.Add(plotter.NewGrid())
	p.Y.Min = 0
	var ticks plot.ConstantTicks
	for _, z := range r.sizes {
		ticks = append(ticks, plot.Tick{Value: float64(z.services), Label: strconv.Itoa(z.services)})
	}
	p.X.Tick.Marker = ticks
	for _, name := range drawn {
		var points plotter.XYs
		for _, z := range r.sizes {
			points = append(points, plotter.XY{X: float64(z.services), Y: value(r.find(z, name))})
		}
		line, dots, err := plotter.NewLinePoints(points)
		if err != nil {
			return nil, err
		}
		line.Color, dots.Color = colors[name], colors[name]
		line.Width, dots.Shape = vg.Points(1.5), draw.CircleGlyph{}
		p.Add(line, dots)
		p.Legend.Add(strings.ReplaceAll(name, "`", ""), line)
	}
	return p, nil
}

func TestDraw(t *testing.T) {
	t.Parallel()
	r := &results{}
	for _, n := range []int{10, 1000} {
		z := sizeOf(n)
		r.sizes = append(r.sizes, z)
		for i, name := range append([]string{empty}, drawn...) {
			s := sample{memory: memory{resident: float64(50+i*n) * megabyte}, pushed: pushed{bytes: map[string]float64{"cds": 1e5}}}
			r.cells = append(r.cells, &cell{size: z, scope: name, samples: []sample{s}})
		}
	}
	file := t.TempDir() + "/chart.svg"
	require.NoError(t, r.draw(file))
	got, err := os.ReadFile(file)
	require.NoError(t, err)
	text := html.UnescapeString(string(got))
	assert.Contains(t, text, "<svg")
	for _, label := range append([]string{"MB, resident", ">kB<", "services in the mesh", ">1000<"}, drawn...) {
		assert.True(t, strings.Contains(text, strings.ReplaceAll(label, "`", "")), label)
	}
	again := t.TempDir() + "/again.svg"
	require.NoError(t, r.draw(again))
	second, err := os.ReadFile(again)
	require.NoError(t, err)
	assert.True(t, string(got) == string(second), "the same numbers give the same file")
}
