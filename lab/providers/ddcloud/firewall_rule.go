package main

import (
	"strings"

	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"
)

func firewallRule() *schema.Resource {
	text := func() *schema.Schema { return replacing(optional(schema.TypeString)) }
	return withoutOperations(&schema.Resource{
		Importer: importable(),
		Schema: map[string]*schema.Schema{
			"networkdomain":         replacing(required(schema.TypeString)),
			"name":                  replacing(required(schema.TypeString)),
			"action":                ruleAction(replacing(required(schema.TypeString))),
			"enabled":               defaulting(optional(schema.TypeBool), true),
			"placement":             defaulting(text(), "first"),
			"placement_relative_to": text(),
			"ip_version":            replacing(required(schema.TypeString)),
			"protocol":              replacing(required(schema.TypeString)),

			"source_address":      conflicting(text(), "source_network", "source_address_list"),
			"source_network":      conflicting(text(), "source_address", "source_address_list"),
			"source_address_list": conflicting(text(), "source_address", "source_network"),
			"source_port":         conflicting(text(), "source_port_list"),
			"source_port_list":    conflicting(text(), "source_port"),

			"destination_address":      conflicting(text(), "destination_network", "destination_address_list"),
			"destination_network":      conflicting(text(), "destination_address", "destination_address_list"),
			"destination_address_list": conflicting(text(), "destination_address", "destination_network"),
			"destination_port":         conflicting(text(), "destination_port_list"),
			"destination_port_list":    conflicting(text(), "destination_port"),
		},
	})
}

// ruleAction is stored as the platform spells it. It is not validated: an unknown word fails at apply.
func ruleAction(argument *schema.Schema) *schema.Schema {
	argument.StateFunc = func(value any) string { return platformAction(value.(string)) }
	return argument
}

func platformAction(action string) string {
	switch strings.ToLower(action) {
	case "accept", "allow", "accept_decisively":
		return "ACCEPT_DECISIVELY"
	case "drop", "deny":
		return "DROP"
	}
	return action
}
