package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"

	monitoring "github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring/v1"
	"github.com/prometheus-operator/prometheus-operator/pkg/assets"
	"github.com/prometheus-operator/prometheus-operator/pkg/operator"
	"github.com/prometheus-operator/prometheus-operator/pkg/prometheus"
	registry "github.com/prometheus/client_golang/prometheus"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/record"
)

func main() {
	if err := run(context.Background(), os.Args[1:], os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "operator:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, in io.Reader, out io.Writer) error {
	if len(args) != 1 {
		return fmt.Errorf("got the arguments %q; write the version of Prometheus alone", args)
	}
	var monitors []*monitoring.PodMonitor
	decoder := json.NewDecoder(in)
	decoder.DisallowUnknownFields() // the API server would drop what the operator doesn't know
	if err := decoder.Decode(&monitors); err != nil {
		return fmt.Errorf("read the PodMonitors: %w", err)
	}
	if len(monitors) == 0 {
		return fmt.Errorf("there are no PodMonitors")
	}
	server := theServer(monitors[0].Namespace, args[0])
	store := assets.NewTestStoreBuilder() // without Secrets
	selected, err := selection(ctx, server, store, monitors)
	if err != nil {
		return err
	}
	generator, err := prometheus.NewConfigGenerator(slog.New(slog.DiscardHandler), server)
	if err != nil {
		return fmt.Errorf("make the generator: %w", err)
	}
	config, err := generator.GenerateServerConfiguration(server, nil, selected, nil, nil, store, nil, nil, nil, nil)
	if err != nil {
		return fmt.Errorf("generate the configuration: %w", err)
	}
	// Beside Prometheus the operator runs a reloader, which writes the number of the shard there from its environment.
	_, err = out.Write(bytes.ReplaceAll(config, []byte("$(SHARD)"), []byte("0")))
	return err
}

// theServer is the resource of a Prometheus that selects every PodMonitor of its namespace, and says nothing else.
func theServer(namespace, version string) *monitoring.Prometheus {
	server := &monitoring.Prometheus{ObjectMeta: meta.ObjectMeta{Namespace: namespace, Name: "prometheus"}}
	server.Spec.Version = version
	server.Spec.ScrapeInterval, server.Spec.EvaluationInterval = "30s", "30s" // the CRD's defaults
	server.Spec.PodMonitorSelector = &meta.LabelSelector{}
	return server
}

// selection is what the operator takes of the PodMonitors. One that it refuses is an error.
func selection(ctx context.Context, server *monitoring.Prometheus, store *assets.StoreBuilder, monitors []*monitoring.PodMonitor,
) (map[string]*monitoring.PodMonitor, error) {
	refusals := record.NewFakeRecorder(len(monitors))
	selector, err := prometheus.NewResourceSelector(slog.New(slog.DiscardHandler), server, store, nil,
		operator.NewMetrics(registry.NewRegistry()), refusals)
	if err != nil {
		return nil, fmt.Errorf("make the selector: %w", err)
	}
	found, err := selector.SelectPodMonitors(ctx, func(namespace string, wanted labels.Selector, add cache.AppendFunc) error {
		for _, m := range monitors {
			if m.Namespace == namespace && wanted.Matches(labels.Set(m.Labels)) {
				add(m)
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("select the PodMonitors: %w", err)
	}
	valid := found.ValidResources()
	if len(valid) != len(monitors) {
		close(refusals.Events)
		var why []string
		for event := range refusals.Events {
			why = append(why, event)
		}
		return nil, fmt.Errorf("the operator takes %d of %d PodMonitors: %q", len(valid), len(monitors), why)
	}
	return valid, nil
}
