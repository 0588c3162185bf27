package main

import "github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"

func nat() *schema.Resource {
	return withoutOperations(&schema.Resource{
		Importer: importable(),
		Schema: map[string]*schema.Schema{
			"networkdomain": replacing(required(schema.TypeString)),
			"private_ipv4":  replacing(required(schema.TypeString)),
			// a change is accepted by plan and then ignored, as published
			"public_ipv4": optionalComputed(schema.TypeString),
		},
	})
}
