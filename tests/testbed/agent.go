package testbed

import (
	"context"
	"fmt"
	"sync"
	"time"

	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	listers "k8s.io/client-go/listers/core/v1"
	"k8s.io/client-go/tools/cache"
)

// agentResync is how often the agent looks at everything even when nothing was reported; what failed is tried again.
const agentResync = time.Second

// agent does what surrounds a cluster: it gives Services of type LoadBalancer their addresses, runs istiod for istiod's
// pods, and carries the API server's calls to Services.
type agent struct {
	client   kubernetes.Interface
	log      *logger
	services listers.ServiceLister
	pods     listers.PodLister
	balancer *balancer
	istiods  *istiods
	// wake has room for one: any number of events between two looks is one more look.
	wake   chan struct{}
	cancel context.CancelFunc
	tasks  sync.WaitGroup
}

// startAgent returns when the agent knows the cluster's Services and pods. The context only limits that.
func startAgent(ctx context.Context, t *Testbed) (*agent, error) {
	run, cancel := context.WithCancel(context.Background())
	factory := informers.NewSharedInformerFactory(t.client, 0)
	core := factory.Core().V1()
	a := &agent{
		client: t.client, log: t.log, services: core.Services().Lister(), pods: core.Pods().Lister(),
		balancer: newBalancer(t.client, t.log), wake: make(chan struct{}, 1), cancel: cancel,
	}
	a.istiods = newIstiods(t, a.poke)
	for _, informer := range []cache.SharedIndexInformer{core.Services().Informer(), core.Pods().Informer()} {
		if _, err := informer.AddEventHandler(a.onAnyEvent()); err != nil {
			cancel()
			return nil, fmt.Errorf("watch the cluster: %w", err)
		}
	}
	factory.Start(run.Done())
	for kind, synced := range factory.WaitForCacheSync(ctx.Done()) {
		if !synced {
			cancel()
			return nil, fmt.Errorf("watch the cluster: %s didn't arrive: %w", kind, context.Cause(ctx))
		}
	}
	a.tasks.Go(func() { a.loop(run) })
	go serveTunnel(t.tunnel, a)
	return a, nil
}

// stop ends the loop and the istiods.
func (a *agent) stop() {
	a.cancel()
	a.tasks.Wait()
	a.istiods.kill()
}

func (a *agent) loop(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-a.wake:
		case <-time.After(agentResync):
		}
		if err := a.balancer.assign(ctx, a.services); err != nil && ctx.Err() == nil {
			a.log.printf("assign addresses to Services: %v", err)
		}
		if err := a.istiods.reconcile(ctx, a.pods); err != nil && ctx.Err() == nil {
			a.log.printf("run istiod: %v", err)
		}
	}
}

func (a *agent) poke() {
	select {
	case a.wake <- struct{}{}:
	default:
	}
}

func (a *agent) onAnyEvent() cache.ResourceEventHandler {
	return cache.ResourceEventHandlerFuncs{
		AddFunc:    func(any) { a.poke() },
		UpdateFunc: func(any, any) { a.poke() },
		DeleteFunc: func(any) { a.poke() },
	}
}
