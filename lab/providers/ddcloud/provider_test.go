package main

import (
	"encoding/json"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"
)

func TestTheSchemaIsValid(t *testing.T) {
	if err := newProvider().InternalValidate(); err != nil {
		t.Fatal(err)
	}
}

// changes says what another value of an argument causes, as data: see providers/changes.ts.
const changes = "../../../providers/schemas/changes.json"

// Arguments that a plan shows with "forces replacement", by resource.
func TestReplacingArguments(t *testing.T) {
	text, err := os.ReadFile(changes)
	if err != nil {
		t.Fatal(err)
	}
	var data struct {
		Resources map[string]struct {
			Replace []string `json:"replace"`
		} `json:"resources"`
	}
	if err := json.Unmarshal(text, &data); err != nil {
		t.Fatal(err)
	}
	expected := map[string]string{}
	for name, resource := range data.Resources {
		if strings.HasPrefix(name, "ddcloud_") {
			expected[name] = strings.Join(resource.Replace, " ")
		}
	}
	compare(t, expected, func(resource *schema.Resource) string {
		return arguments(resource, func(argument *schema.Schema) bool { return argument.ForceNew })
	})
}

func TestImportableResources(t *testing.T) {
	importable := []string{
		"ddcloud_firewall_rule", "ddcloud_nat", "ddcloud_network_adapter", "ddcloud_networkdomain", "ddcloud_server",
		"ddcloud_ssl_certificate_chain", "ddcloud_ssl_domain_certificate", "ddcloud_ssl_offload_profile",
		"ddcloud_static_route", "ddcloud_storage_controller", "ddcloud_vlan",
	}
	for name, resource := range newProvider().ResourcesMap {
		if expected := slices.Contains(importable, name); (resource.Importer != nil) != expected {
			t.Errorf("%s: importable = %t, expected %t", name, resource.Importer != nil, expected)
		}
	}
}

func compare(t *testing.T, expected map[string]string, found func(*schema.Resource) string) {
	t.Helper()
	resources := newProvider().ResourcesMap
	for _, name := range slices.Sorted(maps.Keys(resources)) {
		if got := found(resources[name]); got != expected[name] {
			t.Errorf("%s: %q, expected %q", name, got, expected[name])
		}
	}
	if len(expected) != len(resources) {
		t.Errorf("%d resources, expected %d", len(resources), len(expected))
	}
}

func arguments(resource *schema.Resource, fit func(*schema.Schema) bool) string {
	var names []string
	for name, argument := range resource.Schema {
		if fit(argument) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return strings.Join(names, " ")
}
