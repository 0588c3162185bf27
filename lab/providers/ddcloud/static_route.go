package main

import "github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"

// staticRoute forces no replacement: its update deletes the route and makes another.
func staticRoute() *schema.Resource {
	return withoutOperations(&schema.Resource{
		Importer: importable(),
		Schema: map[string]*schema.Schema{
			"name":                        required(schema.TypeString),
			"description":                 optional(schema.TypeString),
			"networkdomain":               required(schema.TypeString),
			"ip_version":                  required(schema.TypeString),
			"destination_network_address": required(schema.TypeString),
			"destination_prefix_size":     required(schema.TypeInt),
			"next_hop_address":            required(schema.TypeString),
			"overwrite_system_default":    optional(schema.TypeBool),
			"state":                       computed(schema.TypeString),
			"data_center":                 computed(schema.TypeString),
		},
	})
}
