package main

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"
)

func vlanData() *schema.Resource {
	return &schema.Resource{
		ReadContext: operation(findVLAN),
		Schema: map[string]*schema.Schema{
			"name":          required(schema.TypeString),
			"networkdomain": required(schema.TypeString),
			// never set, as published
			"description":          computed(schema.TypeString),
			"ipv4_base_address":    computed(schema.TypeString),
			"ipv4_prefix_size":     computed(schema.TypeInt),
			"ipv6_base_address":    computed(schema.TypeString),
			"ipv6_prefix_size":     computed(schema.TypeInt),
			"ipv4_gateway_address": computed(schema.TypeString),
			"ipv6_gateway_address": computed(schema.TypeString),
		},
	}
}

func findVLAN(data *schema.ResourceData, cloud *connection) error {
	name, networkDomain := text(data, "name"), text(data, "networkdomain")
	found, err := cloud.FindVLAN(name, networkDomain)
	if err != nil {
		return err
	}
	if found == nil {
		return fmt.Errorf("no VLAN in network domain %s is called '%s'", networkDomain, name)
	}
	data.SetId(found.ID)
	attributes := vlanAttributes(found)
	delete(attributes, "name")
	delete(attributes, "description")
	return store(data, attributes)
}
