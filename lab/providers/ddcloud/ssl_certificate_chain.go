package main

import "github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"

func sslCertificateChain() *schema.Resource {
	return withoutOperations(&schema.Resource{
		Importer: importable(),
		Schema: map[string]*schema.Schema{
			"networkdomain": replacing(required(schema.TypeString)),
			"name":          replacing(required(schema.TypeString)),
			// a change is accepted by plan and then ignored, as published
			"description": optional(schema.TypeString),
			"chain":       replacing(required(schema.TypeString)),
		},
	})
}
