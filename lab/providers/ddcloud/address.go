package main

import "github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"

// address is one entry of a list that exists already.
func address() *schema.Resource {
	return withoutOperations(&schema.Resource{
		Schema: map[string]*schema.Schema{
			"networkdomain":    replacing(required(schema.TypeString)),
			"addresslist_name": replacing(required(schema.TypeString)),
			"begin":            optional(schema.TypeString),
			"end":              optional(schema.TypeString),
			"network":          optional(schema.TypeString),
			"prefix_size":      optional(schema.TypeInt),
		},
	})
}
