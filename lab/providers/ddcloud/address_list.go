package main

import "github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"

func addressList() *schema.Resource {
	return withoutOperations(&schema.Resource{
		Schema: map[string]*schema.Schema{
			"networkdomain": replacing(required(schema.TypeString)),
			"name":          replacing(required(schema.TypeString)),
			"description":   description(),
			"ip_version":    replacing(required(schema.TypeString)),
			"addresses":     conflicting(set(&schema.Schema{Type: schema.TypeString}), "address"),
			"address":       conflicting(list(addressRange()), "addresses"),
			"child_lists":   set(&schema.Schema{Type: schema.TypeString}),
		},
	})
}

func addressRange() *schema.Resource {
	return &schema.Resource{Schema: map[string]*schema.Schema{
		"begin":       optional(schema.TypeString),
		"end":         defaulting(optional(schema.TypeString), ""),
		"network":     optional(schema.TypeString),
		"prefix_size": optional(schema.TypeInt),
	}}
}

// addressListData is spelled without the second underscore, as published.
func addressListData() *schema.Resource {
	return withoutRead(&schema.Resource{
		Schema: map[string]*schema.Schema{
			"name":          required(schema.TypeString),
			"networkdomain": required(schema.TypeString),
			"description":   computed(schema.TypeString),
			"ip_version":    computed(schema.TypeString),
		},
	})
}
