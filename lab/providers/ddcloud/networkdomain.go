package main

import "github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"

func networkDomain() *schema.Resource {
	return withoutOperations(&schema.Resource{
		Importer: importable(),
		Schema: map[string]*schema.Schema{
			"name":                        required(schema.TypeString),
			"description":                 description(),
			"plan":                        upperCased(defaulting(optional(schema.TypeString), "ESSENTIALS")),
			"datacenter":                  replacing(required(schema.TypeString)),
			"default_firewall_rule":       set(defaultFirewallRule()),
			"nat_ipv4_address":            computed(schema.TypeString),
			"outside_transit_ipv4_subnet": computed(schema.TypeString),
		},
	})
}

// defaultFirewallRule switches one of the five rules that every network domain starts with; its name goes without the
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

func networkDomainData() *schema.Resource {
	return withoutRead(&schema.Resource{
		Schema: map[string]*schema.Schema{
			"name":                        required(schema.TypeString),
			"datacenter":                  required(schema.TypeString),
			"description":                 computed(schema.TypeString),
			"plan":                        computed(schema.TypeString),
			"nat_ipv4_address":            computed(schema.TypeString),
			"outside_transit_ipv4_subnet": computed(schema.TypeString),
		},
	})
}
