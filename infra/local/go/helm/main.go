// Renders and lints a chart as `helm template` and `helm lint --strict` do, with Helm's own packages and without the two thirds of it that
// speak to clusters and registries, which would take longer to build.
//
// It takes the folder of a chart, and values as JSON on standard input. It writes JSON: what was rendered, by template, or why it was
// refused, and what the linter has to say.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"helm.sh/helm/v4/pkg/chart/common"
	"helm.sh/helm/v4/pkg/chart/common/util"
	"helm.sh/helm/v4/pkg/chart/v2/lint"
	"helm.sh/helm/v4/pkg/chart/v2/lint/support"
	"helm.sh/helm/v4/pkg/chart/v2/loader"
	"helm.sh/helm/v4/pkg/engine"
)

type answer struct {
	Rendered map[string]string `json:"rendered,omitempty"`
	Refusal  string            `json:"refusal,omitempty"`
	Lint     []string          `json:"lint"`
}

func main() {
	if len(os.Args) != 2 {
		fail(fmt.Errorf("usage: chart-renderer CHART < values.json"))
	}
	folder := os.Args[1]
	var values map[string]any
	if err := json.NewDecoder(os.Stdin).Decode(&values); err != nil {
		fail(err)
	}
	result := answer{Lint: []string{}}
	rendered, err := render(folder, values)
	if err != nil {
		result.Refusal = err.Error()
	} else {
		result.Rendered = rendered
		result.Lint = findings(folder, values)
	}
	if err := json.NewEncoder(os.Stdout).Encode(result); err != nil {
		fail(err)
	}
}

const namespace = "calls"

func render(folder string, values map[string]any) (map[string]string, error) {
	chart, err := loader.Load(folder)
	if err != nil {
		return nil, err
	}
	release := common.ReleaseOptions{Name: "calls", Namespace: namespace, Revision: 1, IsInstall: true}
	// Validates the values by the chart's schema, too.
	all, err := util.ToRenderValues(chart, values, release, common.DefaultCapabilities)
	if err != nil {
		return nil, err
	}
	return engine.Render(chart, all)
}

func findings(folder string, values map[string]any) []string {
	found := []string{}
	for _, message := range lint.RunAll(folder, values, namespace).Messages {
		if message.Severity >= support.WarningSev {
			found = append(found, message.Error())
		}
	}
	return found
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
