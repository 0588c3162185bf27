package main

import "github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"

func vlan() *schema.Resource {
	return withoutOperations(&schema.Resource{
		Importer: importable(),
		Schema: map[string]*schema.Schema{
			// a change is accepted by plan and then ignored, as published
			"networkdomain":                    required(schema.TypeString),
			"name":                             required(schema.TypeString),
			"description":                      description(),
			"ipv4_base_address":                replacing(required(schema.TypeString)),
			"ipv4_prefix_size":                 replacing(required(schema.TypeInt)),
			"attached_vlan_gateway_addressing": conflicting(optional(schema.TypeString), "detached_vlan_gateway_address"),
			"detached_vlan_gateway_address":    conflicting(optional(schema.TypeString), "attached_vlan_gateway_addressing"),
			"tag":                              tags(),
			"ipv6_base_address":                computed(schema.TypeString),
			"ipv6_prefix_size":                 computed(schema.TypeInt),
			"ipv4_gateway_address":             computed(schema.TypeString),
			"ipv6_gateway_address":             computed(schema.TypeString),
		},
	})
}

func vlanData() *schema.Resource {
	return withoutRead(&schema.Resource{
		Schema: map[string]*schema.Schema{
			"name":                 required(schema.TypeString),
			"networkdomain":        required(schema.TypeString),
			"description":          computed(schema.TypeString),
			"ipv4_base_address":    computed(schema.TypeString),
			"ipv4_prefix_size":     computed(schema.TypeInt),
			"ipv6_base_address":    computed(schema.TypeString),
			"ipv6_prefix_size":     computed(schema.TypeInt),
			"ipv4_gateway_address": computed(schema.TypeString),
			"ipv6_gateway_address": computed(schema.TypeString),
		},
	})
}
