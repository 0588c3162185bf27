package main

import "github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"

func networkAdapter() *schema.Resource {
	return withoutOperations(&schema.Resource{
		Importer: importable(),
		Schema: map[string]*schema.Schema{
			// a change is accepted by plan and then ignored, as published
			"server": required(schema.TypeString),
			"vlan":   replacing(optionalComputed(schema.TypeString)),
			"ipv4":   optionalComputed(schema.TypeString),
			"ipv6":   computed(schema.TypeString),
			"type":   adapterType(optional(schema.TypeString)),
		},
	})
}
