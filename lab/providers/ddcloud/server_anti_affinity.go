package main

import "github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"

func serverAntiAffinity() *schema.Resource {
	return withoutOperations(&schema.Resource{
		Schema: map[string]*schema.Schema{
			"server1":       replacing(required(schema.TypeString)),
			"server2":       replacing(required(schema.TypeString)),
			"server1_name":  computed(schema.TypeString),
			"server2_name":  computed(schema.TypeString),
			"networkdomain": computed(schema.TypeString),
		},
	})
}
