package main

import (
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"

	"plumbline/lab/providers/ddcloud/cloudcontrol"
)

const (
	firewallRuleCreateTimeout = 30 * time.Minute
	firewallRuleDeleteTimeout = 15 * time.Minute
)

func firewallRule() *schema.Resource {
	text := func() *schema.Schema { return replacing(optional(schema.TypeString)) }
	return &schema.Resource{
		CreateContext: operation(createFirewallRule),
		ReadContext:   operation(readFirewallRule),
		UpdateContext: operation(updateFirewallRule),
		DeleteContext: operation(deleteFirewallRule),
		Importer:      importable(importFirewallRule),
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
	}
}

// ruleAction is stored in the platform's spelling. It is not validated: an unknown word fails at apply.
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

func createFirewallRule(data *schema.ResourceData, cloud *connection) error {
	source, err := firewallSide(data, "source")
	if err != nil {
		return err
	}
	destination, err := firewallSide(data, "destination")
	if err != nil {
		return err
	}
	rule := cloudcontrol.FirewallRuleCreation{
		Name:    text(data, "name"),
		Action:  platformAction(text(data, "action")),
		Enabled: data.Get("enabled").(bool),
		Placement: cloudcontrol.FirewallPlacement{
			Position:       strings.ToUpper(text(data, "placement")),
			RelativeToRule: text(data, "placement_relative_to"),
		},
		IPVersion:       strings.ToUpper(text(data, "ip_version")),
		Protocol:        strings.ToUpper(text(data, "protocol")),
		Source:          source,
		Destination:     destination,
		NetworkDomainID: text(data, "networkdomain"),
	}
	var id string
	err = cloud.whileBusy("create firewall rule "+rule.Name, func() (err error) {
		id, err = cloud.CreateFirewallRule(rule)
		return err
	})
	if err != nil {
		return err
	}
	data.SetId(id)
	_, err = cloud.WaitForFirewallRule(id, firewallRuleCreateTimeout)
	return err
}

// readFirewallRule reads only whether the rule exists and is enabled; it never compares anything else.
func readFirewallRule(data *schema.ResourceData, cloud *connection) error {
	rule, err := cloud.FirewallRule(data.Id())
	if err != nil {
		return err
	}
	if rule == nil {
		data.SetId("")
		return nil
	}
	return data.Set("enabled", rule.Enabled)
}

// updateFirewallRule has no retry, as published.
func updateFirewallRule(data *schema.ResourceData, cloud *connection) error {
	if !data.HasChange("enabled") {
		return nil
	}
	return cloud.EditFirewallRule(data.Id(), data.Get("enabled").(bool))
}

func deleteFirewallRule(data *schema.ResourceData, cloud *connection) error {
	err := cloud.whileBusy("delete firewall rule "+data.Id(), func() error { return cloud.DeleteFirewallRule(data.Id()) })
	if err != nil {
		return err
	}
	return cloud.WaitForNoFirewallRule(data.Id(), firewallRuleDeleteTimeout)
}
