package harness

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"

	"sigs.k8s.io/yaml"
)

const (
	stackName   = "test"
	projectFile = "Pulumi.yaml"
)

// Stack is a stack of one language's example.
type Stack struct {
	Language Language

	environment *Environment
	driver      *driver
	// dir is the project's folder: the example's Pulumi.yaml, and the stack's settings.
	dir     string
	project string
	config  map[string]string
}

// NewStack prepares a language's example with a configuration. The stack is created by its first operation.
func (e *Environment) NewStack(language Language, config map[string]string) (*Stack, error) {
	prepare, ok := e.languages[language]
	if !ok {
		return nil, fmt.Errorf("there is no driver for %s", language)
	}
	driver, err := prepare()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp(e.dir, string(language)+"-")
	if err != nil {
		return nil, err
	}
	source := path("examples/" + string(language) + "/" + projectFile)
	if err := copyFile(source, filepath.Join(dir, projectFile)); err != nil {
		return nil, err
	}
	content, err := os.ReadFile(source)
	if err != nil {
		return nil, err
	}
	var project struct{ Name string }
	if err := yaml.Unmarshal(content, &project); err != nil {
		return nil, fmt.Errorf("read %s: %w", source, err)
	}
	return &Stack{
		Language: language, environment: e, driver: driver, dir: dir, project: project.Name, config: maps.Clone(config),
	}, nil
}

// NewProgram is NewStack with another program than the example: a file of JavaScript or of Python, which finds the packages that
// the example requires, or a driver's package in drivers/go/programs.
func (e *Environment) NewProgram(ctx context.Context, language Language, program string, config map[string]string) (*Stack, error) {
	s, err := e.NewStack(language, config)
	if err != nil {
		return nil, err
	}
	if err := s.rename(filepath.Base(s.dir)); err != nil {
		return nil, err
	}
	driver := *s.driver
	s.driver = &driver
	if language == Go {
		binary, err := goBuild(ctx, "driver-go-"+program, goDrivers, "./programs/"+program)
		driver.command = []string{binary}
		return s, err
	}
	driver.program = filepath.Join(s.dir, filepath.Base(program))
	if err := copyFile(program, driver.program); err != nil {
		return nil, err
	}
	if driver.packages == "" {
		return s, nil
	}
	return s, os.Symlink(driver.packages, filepath.Join(s.dir, filepath.Base(driver.packages)))
}

// rename gives the project a name of its own. Stacks of one project and name are one in the backend, whatever their folders.
func (s *Stack) rename(project string) error {
	file := filepath.Join(s.dir, projectFile)
	content, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	s.project = project
	renamed := regexp.MustCompile(`(?m)^name: .*$`).ReplaceAll(content, []byte("name: "+project))
	return os.WriteFile(file, renamed, 0o644)
}

// Set changes the configuration, from the next operation on.
func (s *Stack) Set(key, value string) { s.config[key] = value }

// Preview shows what an update would do.
func (s *Stack) Preview(ctx context.Context) (*Result, error) {
	return s.operate(ctx, "preview", false)
}

// PreviewNoChanges is a preview that fails when an update would change something.
func (s *Stack) PreviewNoChanges(ctx context.Context) (*Result, error) {
	return s.operate(ctx, "preview", true)
}

// Up updates the stack.
func (s *Stack) Up(ctx context.Context) (*Result, error) { return s.operate(ctx, "up", false) }

// Refresh reads what is there into the state.
func (s *Stack) Refresh(ctx context.Context) (*Result, error) {
	return s.operate(ctx, "refresh", false)
}

// Destroy deletes everything in the stack.
func (s *Stack) Destroy(ctx context.Context) (*Result, error) {
	return s.operate(ctx, "destroy", false)
}

// Resource is a resource in the stack's state.
type Resource struct {
	URN          string         `json:"urn"`
	Type         string         `json:"type"`
	Parent       string         `json:"parent"`
	Provider     string         `json:"provider"`
	Dependencies []string       `json:"dependencies"`
	Inputs       map[string]any `json:"inputs"`
	Outputs      map[string]any `json:"outputs"`
}

// Name is the resource's name.
func (r Resource) Name() string { return nameOf(r.URN) }

// Export returns the resources in the state, and the state as it is stored.
func (s *Stack) Export(ctx context.Context) ([]Resource, []byte, error) {
	cmd := exec.CommandContext(ctx, s.environment.pulumi, "stack", "export", "--stack", stackName)
	cmd.Dir, cmd.Env = s.dir, s.environment.env
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	content, err := cmd.Output()
	if err != nil {
		return nil, nil, fmt.Errorf("export the stack: %w\n%s", err, stderr.Bytes())
	}
	var state struct {
		Deployment struct{ Resources []Resource }
	}
	if err := json.Unmarshal(content, &state); err != nil {
		return nil, nil, fmt.Errorf("read the exported stack: %w", err)
	}
	return state.Deployment.Resources, content, nil
}
