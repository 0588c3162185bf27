package main

import "github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"

func sslOffloadProfile() *schema.Resource {
	return withoutOperations(&schema.Resource{
		Importer: importable(),
		Schema: map[string]*schema.Schema{
			"networkdomain": replacing(required(schema.TypeString)),
			"name":          required(schema.TypeString),
			"description":   optional(schema.TypeString),
			"certificate":   required(schema.TypeString),
			"chain":         required(schema.TypeString),
			"ciphers":       optionalComputed(schema.TypeString),
		},
	})
}
