package main

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"

	"plumbline/lab/providers/ddcloud/cloudcontrol"
)

const (
	defaultRulePrefix = "CCDEFAULT."
	defaultRuleType   = "DEFAULT_RULE"
)

// defaultFirewallRule enables or disables one of the five default rules of every network domain; its name lacks the
// prefix CCDEFAULT.
func defaultFirewallRule() *schema.Resource {
	return &schema.Resource{Schema: map[string]*schema.Schema{
		"type": oneOf(required(schema.TypeString),
			"BlockOutboundMailIPv4", "BlockOutboundMailIPv4Secure",
			"BlockOutboundMailIPv6", "BlockOutboundMailIPv6Secure",
			"DenyExternalInboundIPv6",
		),
		"enabled": required(schema.TypeBool),
	}}
}

// configuredDefaultRules are the only rules that the provider looks at: a rule that is no longer listed keeps its
// state.
func configuredDefaultRules(data *schema.ResourceData) []map[string]any {
	var rules []map[string]any
	for _, rule := range data.Get("default_firewall_rule").(*schema.Set).List() {
		rules = append(rules, rule.(map[string]any))
	}
	return rules
}

// applyDefaultFirewallRules changes the rules that differ from the configuration, without any retry.
func applyDefaultFirewallRules(data *schema.ResourceData, cloud *connection) error {
	configured := configuredDefaultRules(data)
	if len(configured) == 0 {
		return nil
	}
	existing, err := defaultRulesOf(data.Id(), cloud)
	if err != nil {
		return err
	}
	for _, rule := range configured {
		found := existing[rule["type"].(string)]
		if enabled := rule["enabled"].(bool); found.Enabled != enabled {
			if err := cloud.EditFirewallRule(found.ID, enabled); err != nil {
				return err
			}
		}
	}
	return nil
}

func readDefaultFirewallRules(data *schema.ResourceData, cloud *connection) error {
	configured := configuredDefaultRules(data)
	if len(configured) == 0 {
		return nil
	}
	existing, err := defaultRulesOf(data.Id(), cloud)
	if err != nil {
		return err
	}
	rules := make([]any, len(configured))
	for i, rule := range configured {
		name := rule["type"].(string)
		found, ok := existing[name]
		if !ok {
			return fmt.Errorf("network domain '%s' has no firewall rule %s%s", data.Id(), defaultRulePrefix, name)
		}
		rules[i] = map[string]any{"type": name, "enabled": found.Enabled}
	}
	return data.Set("default_firewall_rule", rules)
}

// defaultRulesOf reads all rules of a domain and returns the default ones by name without prefix.
func defaultRulesOf(networkDomainID string, cloud *connection) (map[string]cloudcontrol.FirewallRule, error) {
	defaults := map[string]cloudcontrol.FirewallRule{}
	for rules, err := range cloud.FirewallRules(networkDomainID) {
		if err != nil {
			return nil, err
		}
		for _, rule := range rules {
			if rule.RuleType == defaultRuleType {
				defaults[strings.TrimPrefix(rule.Name, defaultRulePrefix)] = rule
			}
		}
	}
	return defaults, nil
}
