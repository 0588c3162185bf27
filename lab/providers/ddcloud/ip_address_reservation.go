package main

import "github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"

func ipAddressReservation() *schema.Resource {
	return withoutOperations(&schema.Resource{
		Schema: map[string]*schema.Schema{
			"vlan":         replacing(required(schema.TypeString)),
			"address":      replacing(required(schema.TypeString)),
			"address_type": oneOf(replacing(required(schema.TypeString)), "ipv4", "ipv6"),
			"description":  replacing(optional(schema.TypeString)),
		},
	})
}
