package main

import "github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"

func vipNode() *schema.Resource {
	return withoutOperations(&schema.Resource{
		Schema: map[string]*schema.Schema{
			"networkdomain":         replacing(required(schema.TypeString)),
			"name":                  replacing(required(schema.TypeString)),
			"description":           description(),
			"ipv4_address":          conflicting(defaulting(optional(schema.TypeString), ""), "ipv6_address"),
			"ipv6_address":          conflicting(defaulting(optional(schema.TypeString), ""), "ipv4_address"),
			"status":                vipStatus(),
			"health_monitor":        defaulting(optional(schema.TypeString), "CCDEFAULT.Icmp"),
			"health_monitor_id":     optionalComputed(schema.TypeString),
			"connection_limit":      positive(defaulting(optional(schema.TypeInt), 20000)),
			"connection_rate_limit": positive(defaulting(optional(schema.TypeInt), 2000)),
		},
	})
}

func vipStatus() *schema.Schema {
	return oneOf(defaulting(optional(schema.TypeString), "ENABLED"), "ENABLED", "DISABLED", "FORCED_OFFLINE")
}
