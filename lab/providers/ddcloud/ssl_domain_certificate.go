package main

import "github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"

func sslDomainCertificate() *schema.Resource {
	return withoutOperations(&schema.Resource{
		Importer: importable(),
		Schema: map[string]*schema.Schema{
			"networkdomain": replacing(required(schema.TypeString)),
			"name":          replacing(required(schema.TypeString)),
			// a change is accepted by plan and then ignored, as published
			"description": optional(schema.TypeString),
			"certificate": replacing(required(schema.TypeString)),
			"private_key": sensitive(replacing(required(schema.TypeString))),
		},
	})
}
