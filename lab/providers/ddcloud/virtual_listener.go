package main

import "github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"

func virtualListener() *schema.Resource {
	return withoutOperations(&schema.Resource{
		Schema: map[string]*schema.Schema{
			"networkdomain":            replacing(required(schema.TypeString)),
			"name":                     replacing(required(schema.TypeString)),
			"description":              description(),
			"type":                     replacing(oneOf(defaulting(optional(schema.TypeString), "STANDARD"), "STANDARD", "PERFORMANCE_LAYER_4")),
			"protocol":                 replacing(required(schema.TypeString)),
			"ipv4":                     optionalComputed(schema.TypeString),
			"port":                     replacing(defaulting(optional(schema.TypeInt), 0)),
			"enabled":                  defaulting(optional(schema.TypeBool), true),
			"connection_limit":         positive(defaulting(optional(schema.TypeInt), 20000)),
			"connection_rate_limit":    positive(defaulting(optional(schema.TypeInt), 2000)),
			"source_port_preservation": defaulting(optional(schema.TypeString), "PRESERVE"),
			"pool":                     optional(schema.TypeString),
			"persistence_profile":      defaulting(optional(schema.TypeString), ""),
			"ssl_offload_profile":      optional(schema.TypeString),
			"irules":                   set(&schema.Schema{Type: schema.TypeString}),
			"optimization_profile":     optional(schema.TypeString),
		},
	})
}
