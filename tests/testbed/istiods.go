package testbed

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/client-go/kubernetes"
	listers "k8s.io/client-go/listers/core/v1"
)

const (
	// istiodRetry is the pause before an istiod that ended, or couldn't be started, is started again.
	istiodRetry = 2 * time.Second
	// istiodPatience is how long istiod may take to end: it hands over its leader locks first.
	istiodPatience = 5 * time.Second
)

// istiods runs istiod for the pods that stand for it.
type istiods struct {
	client  kubernetes.Interface
	log     *logger
	folder  *folder
	plan    plan
	spawner *spawner
	// changed is called when an istiod became ready or ended.
	changed func()
	podIPs  podIPs
	leaving sync.WaitGroup

	mu    sync.Mutex
	byKey map[string]*istiod
}

func newIstiods(t *Testbed, changed func()) *istiods {
	return &istiods{
		client: t.client, log: t.log, folder: t.folder, plan: t.plan, spawner: t.spawner,
		changed: changed, podIPs: podIPs{}, byKey: map[string]*istiod{},
	}
}

// reconcile makes the processes match the pods, and tells the pods how their processes are. Only the agent's loop calls
// it.
func (s *istiods) reconcile(ctx context.Context, pods listers.PodLister) error {
	list, err := pods.List(labels.SelectorFromSet(labels.Set{"app": "istiod"}))
	if err != nil {
		return err
	}
	byKey := map[string][]*corev1.Pod{}
	for _, p := range list {
		if wantsIstiod(p) {
			byKey[istiodKey(p)] = append(byKey[istiodKey(p)], p)
		}
	}
	var errs []error
	for key, pods := range byKey {
		if err := s.serve(ctx, key, pods); err != nil {
			errs = append(errs, err)
		}
	}
	s.stopExcept(byKey)
	return errors.Join(errs...)
}

// serve sees to the process of some pods of the same template.
func (s *istiods) serve(ctx context.Context, key string, pods []*corev1.Pod) error {
	i := s.find(key, pods[0])
	if i.process != nil {
		if err := i.process.exited(); err != nil {
			s.log.printf("%v", err)
			s.set(i, nil, nil)
		}
	}
	if i.process == nil && time.Now().After(i.retry) {
		i.retry = time.Now().Add(istiodRetry)
		p, ports, err := s.start(ctx, i, pods[0])
		if err != nil {
			return fmt.Errorf("start istiod for pod %s/%s: %w", i.namespace, pods[0].Name, err)
		}
		s.set(i, p, ports)
		go s.probe(i, p, ports[portHTTP])
	}
	var errs []error
	for _, p := range pods {
		errs = append(errs, s.report(ctx, p, i.ready.Load()))
	}
	return errors.Join(errs...)
}

// find returns the istiod of a key, known or new.
func (s *istiods) find(key string, p *corev1.Pod) *istiod {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := s.byKey[key]
	if i == nil {
		i = &istiod{key: key, namespace: p.Namespace, labels: p.Labels, created: p.CreationTimestamp.Time}
		s.byKey[key] = i
	}
	return i
}

func (s *istiods) set(i *istiod, p *process, ports map[int]int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i.ready.Store(false)
	i.process, i.ports = p, ports
}

// serving returns the ports of the youngest ready istiod that fits, or nil.
func (s *istiods) serving(fits func(*istiod) bool) map[int]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	var best *istiod
	for _, i := range s.byKey {
		if i.ready.Load() && fits(i) && (best == nil || i.created.After(best.created)) {
			best = i
		}
	}
	if best == nil {
		return nil
	}
	return best.ports
}

// stopExcept ends the istiods without pods, without waiting for their end.
func (s *istiods) stopExcept(wanted map[string][]*corev1.Pod) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for key, i := range s.byKey {
		if wanted[key] != nil {
			continue
		}
		delete(s.byKey, key)
		if i.process != nil {
			s.log.printf("istiod %s has no pod left", key)
			s.leaving.Go(func() { i.process.stop(istiodPatience) })
		}
	}
}

// kill ends all istiods at once. The agent's loop has ended before.
func (s *istiods) kill() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, i := range s.byKey {
		if i.process != nil {
			i.process.kill()
		}
	}
	s.leaving.Wait()
}
