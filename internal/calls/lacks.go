package calls

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/prometheus/common/model"
)

// labelProtocol tells requests of gRPC from others.
const labelProtocol = "request_protocol"

// lookForMetrics notes which metrics the server lacks, as far as something isn't seen without them. That all of them are gone is an error.
func (o *observer) lookForMetrics(ctx context.Context) error {
	names, err := o.values(ctx, model.MetricNameLabel, asked...)
	if err != nil {
		return err
	}
	gone := func(metrics []string) []string {
		return slices.DeleteFunc(slices.Clone(metrics), func(metric string) bool { return slices.Contains(names, model.LabelValue(metric)) })
	}
	if len(gone(asked)) == len(asked) {
		return &ArgumentError{"prometheusUrl", fmt.Sprintf("this Prometheus has neither %s within %s; write the address of the one that scrapes the proxies (see docs/metrics.md), "+
			"the header of the right tenant, or a longer window", strings.Join(Metrics, " nor "), o.window)}
	}
	for _, metric := range gone(Metrics) {
		o.out.note("There is no series of %s: calls that it counts are not seen, or there are none.", metric)
	}
	// Proxies write these with each connection and each request of gRPC: where there are none of those, nothing is lacking.
	if lacking := gone(bytesMetrics); len(lacking) > 0 && len(gone([]string{metricOpened})) == 0 {
		o.out.note("There is no series of %s: a connection that was opened before the window, and stayed open, may not be seen.", strings.Join(lacking, " and "))
	}
	if lacking := gone(messagesMetrics); len(lacking) > 0 {
		streams, err := o.values(ctx, labelProtocol, metricRequests+"{"+labelProtocol+`="grpc"}`)
		if err != nil {
			return err
		}
		if len(streams) > 0 {
			o.out.note("There is no series of %s: a stream of gRPC that didn't end within the window may not be seen.", strings.Join(lacking, " and "))
		}
	}
	return nil
}
