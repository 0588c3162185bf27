package main

import "github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"

func vipPoolMember() *schema.Resource {
	return withoutOperations(&schema.Resource{
		Schema: map[string]*schema.Schema{
			"pool":      replacing(required(schema.TypeString)),
			"node":      replacing(required(schema.TypeString)),
			"port":      replacing(optional(schema.TypeInt)),
			"status":    vipStatus(),
			"pool_name": computed(schema.TypeString),
			"node_name": computed(schema.TypeString),
		},
	})
}
