package main

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"
)

func networkDomainData() *schema.Resource {
	return &schema.Resource{
		ReadContext: operation(findNetworkDomain),
		Schema: map[string]*schema.Schema{
			"name":                        required(schema.TypeString),
			"datacenter":                  required(schema.TypeString),
			"description":                 computed(schema.TypeString),
			"plan":                        computed(schema.TypeString),
			"nat_ipv4_address":            computed(schema.TypeString),
			"outside_transit_ipv4_subnet": computed(schema.TypeString),
		},
	}
}

func findNetworkDomain(data *schema.ResourceData, cloud *connection) error {
	name, datacenter := text(data, "name"), text(data, "datacenter")
	domain, err := cloud.FindNetworkDomain(name, datacenter)
	if err != nil {
		return err
	}
	if domain == nil {
		return fmt.Errorf("no network domain in data centre %s is called '%s'", datacenter, name)
	}
	data.SetId(domain.ID)
	attributes := networkDomainAddresses(domain)
	attributes["description"] = domain.Description
	attributes["plan"] = domain.Type
	return store(data, attributes)
}
