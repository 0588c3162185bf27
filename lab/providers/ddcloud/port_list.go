package main

import "github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"

func portList() *schema.Resource {
	return withoutOperations(&schema.Resource{
		Schema: map[string]*schema.Schema{
			"networkdomain": replacing(required(schema.TypeString)),
			"name":          replacing(required(schema.TypeString)),
			"description":   description(),
			"ports":         conflicting(set(&schema.Schema{Type: schema.TypeInt}), "port"),
			"port": conflicting(list(&schema.Resource{Schema: map[string]*schema.Schema{
				"begin": required(schema.TypeInt),
				"end":   defaulting(optional(schema.TypeInt), 0),
			}}), "ports"),
			"child_lists": set(&schema.Schema{Type: schema.TypeString}),
		},
	})
}
