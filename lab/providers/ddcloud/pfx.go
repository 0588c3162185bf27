package main

import "github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"

func pfxData() *schema.Resource {
	return withoutRead(&schema.Resource{
		Schema: map[string]*schema.Schema{
			"file":        required(schema.TypeString),
			"password":    sensitive(required(schema.TypeString)),
			"certificate": computed(schema.TypeString),
			"private_key": sensitive(computed(schema.TypeString)),
		},
	})
}
